namespace Holdfast.NodeRequests;

/// <summary>
/// The device returned a signature that does not verify against the node's own transaction: the two do not agree on the channel. The signature
/// stays here; on the wire to the peer it would only break the channel.
/// </summary>
public sealed class SignatureMismatchException(string what)
    : Exception("the device's signature for " + what + " does not fit the node's own; node and device disagree about this channel");
