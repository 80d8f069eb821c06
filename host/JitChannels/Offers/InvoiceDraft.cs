using Holdfast.JitChannels.Paths;

namespace Holdfast.JitChannels.Offers;

/// <summary>A path on which a payment may come, and what it costs.</summary>
public sealed record PaymentPath(BlindedPath Path, BlindedPay BlindedPay);

/// <summary>An invoice of BOLT 12 that answers a request, without its signature. The device reads all of it before it signs.</summary>
public static class InvoiceDraft
{
    private const ulong PathsField = 160;
    private const ulong BlindedPayField = 162;
    private const ulong CreatedAtField = 164;
    private const ulong ExpiryField = 166;
    private const ulong PaymentHashField = 168;
    private const ulong AmountField = 170;
    private const ulong FeaturesField = 174;
    private const ulong NodeIdField = 176;
    private const ulong SignatureField = 240;

    // Bit 17, basic_mpp, may be ignored.
    private static readonly byte[] s_parts = [2, 0, 0];

    /// <param name="paths">The preferred ones first.</param>
    /// <param name="takesParts">The payer may split the payment.</param>
    public static TlvFields Make(
        InvoiceRequest request, IReadOnlyList<PaymentPath> paths, long createdAt, long expirySeconds, byte[] paymentHash, byte[] nodeId, bool takesParts)
    {
        TlvFields fields = request.Fields.Where(_ => true);
        fields[PathsField] = [.. paths.SelectMany(path => path.Path.ToArray())];
        fields[BlindedPayField] = [.. paths.SelectMany(path => path.BlindedPay.ToArray())];
        fields[CreatedAtField] = TlvFields.Short((ulong)createdAt);
        fields[ExpiryField] = TlvFields.Short((ulong)expirySeconds);
        fields[PaymentHashField] = paymentHash;
        fields[AmountField] = TlvFields.Short(request.AmountMsat);
        fields[FeaturesField] = takesParts ? s_parts : null;
        fields[NodeIdField] = nodeId;
        return fields;
    }

    /// <summary>The whole invoice.</summary>
    public static byte[] Sign(TlvFields draft, byte[] signature)
    {
        TlvFields whole = draft.Where(_ => true);
        whole[SignatureField] = signature;
        return whole.ToArray();
    }
}
