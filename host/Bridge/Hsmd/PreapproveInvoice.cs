using Holdfast.Bridge.Wire;

namespace Holdfast.Bridge.Hsmd;

/// <summary>38 and 51: may this invoice be paid? (51 can ask without meaning it yet.) No rule about payments exists yet: yes.</summary>
internal sealed record PreapproveInvoice(string Invoice, bool CheckOnly) : IHsmdRequest
{
    public static PreapproveInvoice Parse(HsmdReader reader, bool hasCheckOnly) => new(reader.Text(), hasCheckOnly && reader.Bool());

    public byte[] PoliteRefusal(string sentence) => Reply(false);

    public HsmdAnswer Answer(RequestScope scope) => HsmdAnswer.Reply(Reply(!scope.Session.Developer.FailsPreapprove));

    /// <summary>Stock hsmd answers 51 with the reply of 38.</summary>
    private static byte[] Reply(bool approved) => new HsmdWriter(HsmdType.PreapproveInvoiceReply).Bool(approved).ToArray();
}
