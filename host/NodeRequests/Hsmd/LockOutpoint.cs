using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>37: this funding output is the channel's only one from now on.</summary>
internal sealed record LockOutpoint(byte[] Txid, ushort Vout) : IHsmdRequest
{
    private const string NotBuried = "policy-chain-validated";

    public static LockOutpoint Parse(HsmdReader reader) => new(reader.Hash(), reader.U16());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        Protocol.LockOutpoint request = new() { ChannelId = channel.Id, Txid = Txid, Vout = Vout };
        try
        {
            scope.Signer.Ask(channel, request.Encode, LockOutpointReply.Decode);
        }
        catch (SignerRefusedException refused) when (refused.Tag == NotBuried)
        {
            scope.Session.WantedProofs.Note(Txid, Vout, isWanted: true);
            throw;
        }

        scope.Session.WantedProofs.Note(Txid, Vout, isWanted: false);
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.LockOutpointReply).ToArray());
    }
}
