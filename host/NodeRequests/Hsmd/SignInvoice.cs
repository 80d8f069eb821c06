using Holdfast.Bytes;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>8: a BOLT 11 invoice: human-readable part, and data in groups of five bits. Recoverable signature by the node key.</summary>
internal sealed record SignInvoice(byte[] Data, byte[] HumanReadablePart) : IHsmdRequest
{
    public static SignInvoice Parse(HsmdReader reader)
    {
        byte[] data = reader.Blob();
        return data.All(group => group < 32)
            ? new SignInvoice(data, reader.Blob())
            : throw new MalformedException("invoice data is not in groups of five bits");
    }

    /// <summary>An invoice that leads to nobody's node: it cannot be paid.</summary>
    public byte[] LastResort(bool isPassing) => new HsmdWriter(HsmdType.SignInvoiceReply).Bytes(SignTxReply.NobodysSignature).U8(0).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        Protocol.SignInvoice request = new() { Hrp = HumanReadablePart, Data = Data };
        byte[] signature = scope.Signer.Ask(request.Encode, Protocol.SignInvoiceReply.Decode).Signature;
        scope.Check.RequireRecoverable(SignedHash.OfInvoice(HumanReadablePart, Data), signature, scope.Node.NodeId, "an invoice");
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.SignInvoiceReply).Bytes(signature).ToArray());
    }
}
