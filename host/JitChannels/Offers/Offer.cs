using Holdfast.Crypto;
using Holdfast.JitChannels.Paths;

namespace Holdfast.JitChannels.Offers;

/// <summary>An offer of BOLT 12: what a payer asks an invoice for.</summary>
public sealed class Offer
{
    internal const ulong ChainsField = 2;
    internal const ulong MetadataField = 4;
    internal const ulong CurrencyField = 6;
    internal const ulong AmountField = 8;
    internal const ulong DescriptionField = 10;
    internal const ulong FeaturesField = 12;
    internal const ulong ExpiryField = 14;
    internal const ulong PathsField = 16;
    internal const ulong IssuerField = 18;
    internal const ulong QuantityField = 20;
    internal const ulong IssuerIdField = 22;

    private static readonly ulong[] s_known =
        [ChainsField, MetadataField, CurrencyField, AmountField, DescriptionField, FeaturesField, ExpiryField, PathsField, IssuerField, QuantityField, IssuerIdField];

    private Offer(TlvFields fields)
    {
        Fields = fields;
    }

    public TlvFields Fields { get; }

    public string Text => Bolt12Words.Write(Bolt12Words.Offer, Fields.ToArray());

    /// <summary>Null when the payer chooses it.</summary>
    public ulong? AmountMsat => Fields.Number(AmountField);

    /// <summary>Seconds since 1970; null when it does not expire.</summary>
    public ulong? ExpiresAt => Fields.Number(ExpiryField);

    /// <summary>An offer whose requests reach this node along one path.</summary>
    /// <param name="chain">Hash of the first block; null on the main network.</param>
    /// <param name="amountMsat">0 lets the payer choose.</param>
    public static Offer Make(byte[]? chain, ulong amountMsat, string description, ulong expiresAt, BlindedPath path, byte[] issuerId)
    {
        TlvFields fields = new();
        fields[ChainsField] = chain;
        fields[AmountField] = amountMsat == 0 ? null : TlvFields.Short(amountMsat);
        fields[DescriptionField] = System.Text.Encoding.UTF8.GetBytes(description);
        fields[ExpiryField] = TlvFields.Short(expiresAt);
        fields[PathsField] = path.ToArray();
        fields[IssuerIdField] = issuerId;
        return new Offer(fields);
    }

    /// <exception cref="FormatException">It is no offer that may be answered (BOLT 12, Requirements For Offers).</exception>
    public static Offer Read(string text, Secp256k1 curve)
    {
        Offer offer = new(TlvFields.Read(Bolt12Words.Read(Bolt12Words.Offer, text)));
        offer.Require(curve);
        return offer;
    }

    /// <summary>True for a field of offers; an invoice request repeats them all.</summary>
    public static bool IsField(ulong type) => type is (>= 1 and <= 79) or (>= 1_000_000_000 and <= 1_999_999_999);

    private void Require(Secp256k1 curve)
    {
        foreach (ulong type in Fields.Types)
        {
            if (!IsField(type) || (type % 2 == 0 && !s_known.Contains(type)))
            {
                throw new FormatException($"an offer with field {type}, which is not known");
            }
        }

        if (Fields[ChainsField] is { } chains && (chains.Length == 0 || chains.Length % 32 != 0))
        {
            throw new FormatException("the chains of an offer have 32 bytes each");
        }

        if (TlvFields.HasEvenBit(Fields[FeaturesField]))
        {
            throw new FormatException("an offer requires a feature that is not known");
        }

        bool hasCurrency = Fields.Text(CurrencyField) is { } currency && (currency.Length == 3 && currency.All(char.IsAsciiLetterUpper) ? true
            : throw new FormatException("a currency has three capital letters"));
        _ = Fields.Text(IssuerField);
        _ = Fields.Number(QuantityField);
        _ = ExpiresAt;
        bool isRight = AmountMsat is not { } amount ? !hasCurrency : amount != 0 && Fields.Text(DescriptionField) != null;
        _ = Fields.Text(DescriptionField);
        bool hasPaths = Fields[PathsField] is { } paths && (BlindedPath.ReadAll(paths, curve).Count > 0 ? true : throw new FormatException("an offer with paths that are none"));
        bool hasIssuer = Fields[IssuerIdField] is { } issuer && (curve.IsPoint(issuer) ? true : throw new FormatException("the issuer of an offer is no point"));
        if (!isRight || !(hasPaths || hasIssuer))
        {
            throw new FormatException("an offer has an issuer or paths, and with an amount above zero a description; a currency comes with an amount");
        }
    }
}
