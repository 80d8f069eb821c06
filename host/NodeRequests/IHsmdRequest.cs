namespace Holdfast.NodeRequests;

/// <summary>One parsed request of the node. Its class, in Hsmd/, knows the message's fields, what to ask the device, and the reply.</summary>
internal interface IHsmdRequest
{
    HsmdAnswer Answer(RequestScope scope);

    /// <summary>The reply that says no without killing the node; null where the protocol has none.</summary>
    byte[]? PoliteRefusal(string sentence) => null;

    /// <summary>
    /// A reply that the node takes for an answer and nobody else does: a signature that verifies for nobody, in most cases. For lightningd's own
    /// requests without a polite no, where any other reply makes it exit and no reply makes it stand still. Null where there is none.
    /// </summary>
    /// <param name="isPassing">The request may be answered another time: not the moment for a reply that costs something.</param>
    byte[]? LastResort(bool isPassing) => null;
}
