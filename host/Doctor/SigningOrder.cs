namespace Holdfast.Doctor;

/// <summary>Whether a channel's node writes down what it wants signed before it is signed, or afterwards.</summary>
public static class SigningOrder
{
    /// <summary>For machines that read a status.</summary>
    public const string WriteAhead = "write-ahead";

    /// <summary>The same, for a node that signs first.</summary>
    public const string NodesOwn = "node";

    /// <summary>The warning about a channel that runs in the node's own order.</summary>
    public static Diagnosis Warning(string channel) => new(
        channel, Finding.NodesOwnOrder,
        "The channel runs in the node's own order, which signs first and stores afterwards: a crash between the two makes the node want another content for a number that " +
        "is signed, and the signer never signs a second one.",
        true, ["put holdfast-channeld in front of channeld (subdaemon=channeld:/path/to/holdfast-channeld)"]);
}
