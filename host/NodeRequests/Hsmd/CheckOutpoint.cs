using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>32: is this funding output buried deep enough to be the only one? "No" makes channeld ask again after ten seconds.</summary>
internal sealed record CheckOutpoint(byte[] Txid, ushort Vout) : IHsmdRequest
{
    public static CheckOutpoint Parse(HsmdReader reader) => new(reader.Hash(), reader.U16());

    public byte[] PoliteRefusal(string sentence) => Reply(false);

    public HsmdAnswer Answer(RequestScope scope)
    {
        Protocol.CheckOutpoint request = new() { ChannelId = scope.Client.Channel.Id, Txid = Txid, Vout = Vout };
        bool isBuried = scope.Signer.Ask(request.Encode, CheckOutpointReply.Decode).IsBuried;
        scope.Session.WantedProofs.Note(Txid, Vout, isWanted: !isBuried);
        return HsmdAnswer.Reply(Reply(isBuried));
    }

    private static byte[] Reply(bool buried) => new HsmdWriter(HsmdType.CheckOutpointReply).Bool(buried).ToArray();
}
