using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 28 and 56: is this the wallet's key of that index? Public derivation, answered here: lightningd asks for at least 51 keys at every start
/// and aborts at the first "no", so a device that is not the wallet's is found out before it signs anything.
/// </summary>
internal sealed record CheckPubkey(uint Index, byte[] Point, bool IsBip86) : IHsmdRequest
{
    public static CheckPubkey Parse(HsmdReader reader, bool isBip86) => new(reader.U32(), reader.Point(), isBip86);

    public HsmdAnswer Answer(RequestScope scope)
    {
        scope.Node.Saw(Index);
        byte[]? expected = Index >= 0x80000000 ? null : IsBip86 ? scope.Node.Bip86Point(Index) : scope.Node.LegacyWalletPoint(Index);
        return HsmdAnswer.Reply(new HsmdWriter(IsBip86 ? HsmdType.CheckBip86PubkeyReply : HsmdType.CheckPubkeyReply)
            .Bool(expected != null && expected.AsSpan().SequenceEqual(Point))
            .ToArray());
    }
}
