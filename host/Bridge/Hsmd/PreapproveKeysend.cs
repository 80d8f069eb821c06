using Holdfast.Bridge.Wire;

namespace Holdfast.Bridge.Hsmd;

/// <summary>39 and 52: may this amount be sent to that node without an invoice? No rule about payments exists yet: yes.</summary>
internal sealed record PreapproveKeysend(byte[] Destination, byte[] PaymentHash, ulong AmountMsat, bool CheckOnly) : IHsmdRequest
{
    public static PreapproveKeysend Parse(HsmdReader reader, bool hasCheckOnly) =>
        new(reader.Point(), reader.Hash(), reader.U64(), hasCheckOnly && reader.Bool());

    public byte[] PoliteRefusal(string sentence) => Reply(false);

    public HsmdAnswer Answer(RequestScope scope) => HsmdAnswer.Reply(Reply(!scope.Session.Developer.FailsPreapprove));

    /// <summary>Stock hsmd answers 52 with the reply of 39.</summary>
    private static byte[] Reply(bool approved) => new HsmdWriter(HsmdType.PreapproveKeysendReply).Bool(approved).ToArray();
}
