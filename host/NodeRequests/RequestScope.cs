using Holdfast.Bytes;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>All that answering one request may use: the session's parts, and who asks.</summary>
internal sealed record RequestScope(NodeSession Session, HsmdClient Client, SignerDoor Signer)
{
    public SignatureCheck Check => Session.Check;

    public BridgeSettings Settings => Session.Settings;

    /// <summary>Public facts of the node; asked from the device at the first need.</summary>
    public NodeFacts Node => Session.NodeBy(Signer);

    /// <summary>Asks the device to approve a payment; what it approves is a promise, so an intent is written first, unless it is only a check.</summary>
    public void Approve<TReply>(Func<byte[]> encode, Func<ByteReader, TReply> decode, bool isCheck) =>
        _ = isCheck ? Signer.Ask(encode, decode) : Signer.Ask(null, encode, decode);

    public ChannelMemory Memory(ChannelName channel) => Session.Channels.Of(channel);

    /// <summary>The holder's public keys of a channel, from memory or from the device.</summary>
    public ChannelKeysReply Keys(ChannelName channel)
    {
        ChannelMemory memory = Memory(channel);
        return memory.Keys ??= Signer.Ask(new ChannelKeys { Peer = channel.Peer, Dbid = channel.Dbid }.Encode, ChannelKeysReply.Decode);
    }
}
