namespace Holdfast.NodeRequests;

/// <summary>
/// Who keeps, durably, what a watchtower's backup of a revoked state is made of: each signed commitment of the peer, and its secret when it comes. Every method
/// that writes throws <see cref="StateNotKeptException"/> when it cannot; the request that it belongs to ends there.
/// </summary>
public interface IStateKeeper
{
    /// <summary>There are towers, and the device has a key for one of them: it gives tickets.</summary>
    bool IsOn { get; }

    /// <summary>How often that has begun: what was signed while it was not so has no ticket.</summary>
    long Beginnings { get; }

    /// <summary>A commitment is about to be signed: there must be room for what is to be kept of it.</summary>
    void Signing(SignedState state);

    /// <summary>It is signed.</summary>
    void Signed(SignedState state);

    /// <summary>The peer gave the secret of a number of a channel.</summary>
    void Revoked(byte[] channel, ulong number, byte[] secret);

    /// <summary>The channel is over and its close is buried. Never throws: keeping too much costs room and nothing else.</summary>
    void Forgotten(byte[] channel);

    /// <summary>Whether a commitment is kept with its ticket.</summary>
    bool Has(byte[] channel, uint fundingPrefix, ulong number);

    /// <summary>Another number after each state of this channel that a tower has taken, and after each change of the device's rules about towers.</summary>
    long Progress(byte[] channel);

    /// <summary>Waits until that number is not this one, or the time has passed; gives the number. Never throws.</summary>
    long WaitForProgress(byte[] channel, long seen, TimeSpan most);

    /// <summary>A request about this channel waits for a tower, until the result is disposed: for the owner to see.</summary>
    IDisposable Waits(byte[] channel, ulong number, string sentence, TimeSpan most);

    /// <summary>The node's wallet watches this key of its own: sweeps may pay to it. Never throws.</summary>
    void SweepsTo(uint keyIndex, bool isTaproot);
}

/// <summary>One commitment of the peer.</summary>
/// <param name="Channel">Peer and the node's number, 41 bytes.</param>
/// <param name="ChannelId">As the device names it, 16 bytes.</param>
/// <param name="HasAnchors">As far as its outputs show; the device knows.</param>
/// <param name="Ticket">The device's proof that it signed this; empty before that, as are the other fields of the transaction.</param>
public sealed record SignedState(byte[] Channel, byte[] ChannelId, bool HasAnchors, uint FundingPrefix, ulong Number, byte[] Txid, ushort Vout, ulong Sat, byte[] Ticket);

/// <summary>What a later backup needs could not be made durable.</summary>
public sealed class StateNotKeptException(string sentence, Exception? inner = null) : Exception(sentence, inner);
