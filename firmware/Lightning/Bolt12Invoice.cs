using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// A BOLT 12 invoice: one that the holder is asked to pay, or one of the holder before it is signed. Read as strictly as <see cref="Invoice"/>. Of an invoice to pay,
/// the blinded paths are the node's matter: they decide how the payment travels, but only who knows the preimage can take it, and the hash of that is under the signature.
/// </summary>
public sealed class Bolt12Invoice
{
    private const ulong DefaultExpirySeconds = 7200;
    private const ulong CreatedAtMax = 1ul << 40;

    // offer_…
    private const int OfferDescription = 10;
    private const int OfferIssuerId = 22;

    // invreq_…
    private const int RequestChain = 80;
    private const int RequestAmount = 82;

    // invoice_…
    private const int PathsField = 160;
    private const int BlindedPayField = 162;
    private const int CreatedAtField = 164;
    private const int RelativeExpiry = 166;
    private const int PaymentHashField = 168;
    private const int Amount = 170;
    private const int Features = 174;
    private const int NodeIdField = 176;
    private const int SignatureField = 240;

    private const int MppBit = 16;

    // Even types below 240 that an invoice may have. What they say does not decide who is paid what.
    private static readonly byte[] s_others = { 0, 2, 4, 6, 8, 12, 14, 16, 18, 20, 84, 86, 88, 90, 172 };

    // "invoice"
    private static readonly byte[] s_message = { 0x69, 0x6e, 0x76, 0x6f, 0x69, 0x63, 0x65 };

    // "signature"
    private static readonly byte[] s_field = { 0x73, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65 };

    private readonly TlvReader _reader;
    private byte[] _signature;
    private byte[] _chain;
    private byte[] _issuer;
    private ulong _requestedMsat;
    private bool _hasRequestedMsat;
    private bool _hasAmount;

    private Bolt12Invoice(byte[] stream)
    {
        _reader = new TlvReader(stream);
        ExpirySeconds = DefaultExpirySeconds;
    }

    /// <summary>What the signature is over.</summary>
    public byte[] Merkle { get; private set; }

    public ulong AmountMsat { get; private set; }

    /// <summary>Unix time, far below 2^63.</summary>
    public ulong CreatedAt { get; private set; }

    public ulong ExpirySeconds { get; private set; }

    public byte[] PaymentHash { get; private set; }

    /// <summary>The offer's, as its writer put it there; null when there is none.</summary>
    public byte[] Description { get; private set; }

    /// <summary>Who signs the invoice. A node's id only where <see cref="IsBlinded"/> is false, and then the id of the offer's issuer.</summary>
    public byte[] NodeId { get; private set; }

    /// <summary>The key was made for an offer, or for this invoice: it does not tell who is behind it.</summary>
    public bool IsBlinded
    {
        get { return _issuer == null; }
    }

    /// <summary>The blinded paths, one behind the other.</summary>
    public byte[] Paths { get; private set; }

    /// <summary>What the payer is told of each of them.</summary>
    public byte[] BlindedPay { get; private set; }

    /// <summary>Malformed unless this is a whole invoice of the device's network. Its signature, if it has one, is looked at by <see cref="PayeeBy"/>.</summary>
    /// <param name="chainHash">Of the device's network.</param>
    /// <param name="bitcoinHash">Of the main network, which an invoice means that names none.</param>
    public static Bolt12Invoice Read(byte[] stream, byte[] chainHash, byte[] bitcoinHash)
    {
        Bolt12Invoice invoice = new Bolt12Invoice(stream);
        invoice.Merkle = Bolt12Merkle.Root(stream);
        while (invoice._reader.Next())
        {
            invoice.Take();
        }

        if (!Check.Same(invoice._chain == null ? bitcoinHash : invoice._chain, chainHash))
        {
            throw new MalformedException("an invoice of another network");
        }

        invoice.RequireWhole();
        return invoice;
    }

    /// <summary>Who is paid: whose key signed. Malformed when it did not.</summary>
    public byte[] PayeeBy(Secp256k1 curve)
    {
        byte[] hash = MessageHash.Bolt12(s_message, s_field, Merkle);
        if (_signature == null || !curve.IsPoint(NodeId) || !curve.VerifySchnorr(hash, _signature, new ByteReader(NodeId, 1, 32).Rest()))
        {
            throw new MalformedException("an invoice that its payee did not sign");
        }

        return NodeId;
    }

    private void Take()
    {
        ulong type = _reader.Type;
        switch (type > SignatureField ? -1 : (int)type)
        {
            case OfferDescription:
                Description = _reader.Value();
                break;
            case OfferIssuerId:
                _issuer = _reader.Value(33);
                break;
            case RequestChain:
                _chain = _reader.Value(32);
                break;
            case RequestAmount:
                _requestedMsat = _reader.Number(8);
                _hasRequestedMsat = true;
                break;
            case PathsField:
                Paths = _reader.Value();
                break;
            case BlindedPayField:
                BlindedPay = _reader.Value();
                break;
            case CreatedAtField:
                CreatedAt = _reader.Number(8);
                break;
            case RelativeExpiry:
                ExpirySeconds = _reader.Number(4);
                break;
            case PaymentHashField:
                PaymentHash = _reader.Value(32);
                break;
            case Amount:
                AmountMsat = _reader.Number(8);
                _hasAmount = true;
                break;
            case Features:
                RequireFeatures(_reader.Value());
                break;
            case NodeIdField:
                NodeId = _reader.Value(33);
                break;
            case SignatureField:
                _signature = _reader.Value(64);
                break;
            default:
                RequireHarmless(type);
                break;
        }
    }

    // An unknown odd type may be ignored. No other signature covers anything, and the root covers no other signature.
    private static void RequireHarmless(ulong type)
    {
        bool isHarmless = type % 2 == 1 && !Bolt12Merkle.IsSignature(type);
        for (int i = 0; !isHarmless && i < s_others.Length; i++)
        {
            isHarmless = type == s_others[i];
        }

        if (!isHarmless)
        {
            throw new MalformedException("an invoice with a field that is not known");
        }
    }

    private void RequireWhole()
    {
        bool isWhole = _hasAmount && Paths != null && Paths.Length != 0 && BlindedPay != null && BlindedPay.Length != 0 && CreatedAt != 0 && PaymentHash != null && NodeId != null;
        if (!isWhole || CreatedAt > CreatedAtMax)
        {
            throw new MalformedException("an invoice has amount, time, payment hash, node and paths");
        }

        if (_hasRequestedMsat && _requestedMsat != AmountMsat)
        {
            throw new MalformedException("an invoice for another amount than was asked for");
        }

        if (_issuer != null && !Check.Same(_issuer, NodeId))
        {
            throw new MalformedException("an invoice of another node than the offer's");
        }
    }

    // Bit 0 is the lowest of the last byte. An even bit means that who does not understand it must not pay.
    private static void RequireFeatures(byte[] features)
    {
        for (int bit = 0; bit < 8 * features.Length; bit += 2)
        {
            if (bit != MppBit && (features[features.Length - 1 - bit / 8] >> (bit % 8) & 1) != 0)
            {
                throw new MalformedException("an invoice requires feature " + bit.ToString() + ", which is not known");
            }
        }
    }
}
