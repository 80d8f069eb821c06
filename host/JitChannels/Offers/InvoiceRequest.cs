using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.JitChannels.Offers;

/// <summary>What a payer who has an offer asks for. Read once, and compared with the offer, before anything is promised.</summary>
public sealed class InvoiceRequest
{
    private const ulong MetadataField = 0;
    private const ulong ChainField = 80;
    private const ulong AmountField = 82;
    private const ulong FeaturesField = 84;
    private const ulong QuantityField = 86;
    private const ulong PayerIdField = 88;
    private const ulong PayerNoteField = 89;
    private const ulong PathsField = 90;
    private const ulong NameField = 91;
    private const ulong SignatureField = 240;
    private const int StreamBytesMax = 2048;

    private static readonly ulong[] s_known = [MetadataField, ChainField, AmountField, FeaturesField, QuantityField, PayerIdField];

    private InvoiceRequest(TlvFields fields, byte[] stream, ulong amountMsat)
    {
        Fields = fields;
        AmountMsat = amountMsat;
        Key = System.Security.Cryptography.SHA256.HashData(stream);
    }

    /// <summary>Without the signature, as an invoice repeats them.</summary>
    public TlvFields Fields { get; }

    /// <summary>What the invoice will ask for.</summary>
    public ulong AmountMsat { get; }

    /// <summary>The same request has the same answer.</summary>
    public byte[] Key { get; }

    /// <exception cref="FormatException">It may not be answered with an invoice; the sentence is for the payer.</exception>
    /// <param name="chain">Hash of the first block; null on the main network.</param>
    public static InvoiceRequest Read(byte[] stream, Offer offer, byte[]? chain, Secp256k1 curve, DateTimeOffset now)
    {
        if (stream.Length > StreamBytesMax)
        {
            throw new FormatException($"an invoice request has at most {StreamBytesMax} bytes here");
        }

        TlvFields fields = TlvFields.Read(stream);
        RequireKnown(fields);
        if (!fields.ToArray(Offer.IsField).AsSpan().SequenceEqual(offer.Fields.ToArray()))
        {
            throw new FormatException("the request is for another offer");
        }

        if (fields[MetadataField] == null)
        {
            throw new FormatException("the request has no invreq_metadata");
        }

        if (fields[ChainField] is { } asked ? !asked.AsSpan().SequenceEqual(chain ?? s_bitcoin) : chain != null)
        {
            throw new FormatException("the request is for another chain");
        }

        if (TlvFields.HasEvenBit(fields[FeaturesField]))
        {
            throw new FormatException("the request demands a feature that is not known");
        }

        if (fields[QuantityField] != null)
        {
            throw new FormatException("the request has a quantity, and the offer none");
        }

        if (offer.ExpiresAt is { } expiry && expiry < (ulong)now.ToUnixTimeSeconds())
        {
            throw new FormatException("the offer has expired");
        }

        RequireSignature(fields, stream, curve);
        return new InvoiceRequest(fields.Where(type => !Bolt12Merkle.IsSignature(type)), stream, AmountOf(fields, offer));
    }

    // The hash of the main network's first block, for a request that names it although it need not.
    private static readonly byte[] s_bitcoin = Convert.FromHexString("6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000");

    private static void RequireKnown(TlvFields fields)
    {
        foreach (ulong type in fields.Types)
        {
            bool isInRange = type is <= 159 or (>= 1_000_000_000 and <= 2_999_999_999) || Bolt12Merkle.IsSignature(type);
            if (!isInRange || (type % 2 == 0 && !Offer.IsField(type) && !s_known.Contains(type) && type is not (PathsField or SignatureField)))
            {
                throw new FormatException($"the request has field {type}, which is not known");
            }
        }

        if (fields[NameField] is { } name && !IsName(name))
        {
            throw new FormatException("the request has a name with other characters than letters, digits, - _ and .");
        }

        _ = fields.Text(PayerNoteField);
    }

    /// <summary>BIP 353: two texts, each with its length before it.</summary>
    private static bool IsName(byte[] field)
    {
        int name = field.Length == 0 ? -1 : field[0];
        int domain = name < 0 || field.Length < 2 + name ? -1 : field[1 + name];
        return domain >= 0 && field.Length == 2 + name + domain
            && field.Where((_, i) => i != 0 && i != 1 + name).All(letter => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'_' or (byte)'.');
    }

    private static ulong AmountOf(TlvFields fields, Offer offer)
    {
        ulong? asked = fields.Number(AmountField);
        return (offer.AmountMsat, asked) switch
        {
            (null, null or 0) => throw new FormatException("the offer leaves the amount to the payer, and the request names none"),
            (null, { } any) => any,
            // The terms were bought for one size, so another one would be paid under no terms.
            ({ } fixedAmount, { } other) when other != fixedAmount => throw new FormatException($"the offer is for {fixedAmount} msat and nothing else"),
            ({ } fixedAmount, _) => fixedAmount,
        };
    }

    private static void RequireSignature(TlvFields fields, byte[] stream, Secp256k1 curve)
    {
        if (fields[PayerIdField] is not { Length: 33 } payer || !curve.IsPoint(payer))
        {
            throw new FormatException("the request has no invreq_payer_id");
        }

        byte[] merkle;
        try
        {
            merkle = Bolt12Merkle.Root(stream);
        }
        catch (MalformedException wrong)
        {
            throw new FormatException(wrong.Message);
        }

        byte[] hash = MessageHash.Bolt12(Encoding.ASCII.GetBytes("invoice_request"), Encoding.ASCII.GetBytes("signature"), merkle);
        if (fields[SignatureField] is not { Length: 64 } signature || !curve.VerifySchnorr(hash, signature, payer[1..]))
        {
            throw new FormatException("the request is not signed by its payer");
        }
    }
}
