namespace Holdfast.Bridge;

/// <summary>One parsed request of the node. Its class, in Hsmd/, knows the message's fields, what to ask the device, and the reply.</summary>
internal interface IHsmdRequest
{
    HsmdAnswer Answer(RequestScope scope);

    /// <summary>The reply that says no without killing the node; null where the protocol has none.</summary>
    byte[]? PoliteRefusal(string sentence) => null;
}
