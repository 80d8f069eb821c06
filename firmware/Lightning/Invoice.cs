using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// A BOLT 11 invoice that the holder is asked to pay, or one of the holder before it is signed, read strictly: what two readers could understand in two ways is malformed.
/// The rules for the form of what the device signs (<see cref="InvoiceText"/>) hold for what it pays as well.
/// </summary>
public sealed class Invoice
{
    /// <summary>The longest text that is read.</summary>
    public const int TextBytesMax = 2048;

    private const int TimestampGroups = 7;
    private const int SignatureGroups = 104;

    // Of a hop: 51 bytes.
    private const int HintGroups = 82;
    private const int NumberGroupsMax = 12;
    private const ulong DefaultExpirySeconds = 3600;
    private const ulong DefaultFinalDelta = 18;
    private const ulong MsatMax = 2100000000000000000;

    private const int PaymentHashField = 1;
    private const int HintField = 3;
    private const int Features = 5;
    private const int Expiry = 6;
    private const int DescriptionField = 13;
    private const int SecretField = 16;
    private const int PayeeField = 19;
    private const int DescriptionHashField = 23;
    private const int FinalDeltaField = 24;

    private byte[] _payee;
    private byte[] _signature;
    private byte[] _digest;

    private Invoice()
    {
        ExpirySeconds = DefaultExpirySeconds;
        FinalDelta = DefaultFinalDelta;
    }

    /// <summary>0 when the payer chooses it.</summary>
    public ulong AmountMsat { get; private set; }

    public ulong Timestamp { get; private set; }

    public ulong ExpirySeconds { get; private set; }

    public byte[] PaymentHash { get; private set; }

    public byte[] PaymentSecret { get; private set; }

    /// <summary>min_final_cltv_expiry, blocks.</summary>
    public ulong FinalDelta { get; private set; }

    /// <summary>UTF-8, or whatever its writer put there; null when the invoice has only a hash of it.</summary>
    public byte[] Description { get; private set; }

    /// <summary>Malformed unless this is a whole invoice of the device's network. Its signature is looked at by <see cref="PayeeBy"/>.</summary>
    /// <param name="text">All small letters, or all capital ones.</param>
    /// <param name="network">What follows "ln" on the device's network, for example bcrt.</param>
    public static Invoice Read(byte[] text, byte[] network)
    {
        byte[] small = Bech32.Small(text, TextBytesMax);
        int separator = small.Length - 1;
        while (separator >= 0 && small[separator] != (byte)'1')
        {
            separator--;
        }

        int groupCount = small.Length - separator - 1 - Bech32.ChecksumLetters;
        if (separator < 1 || groupCount < TimestampGroups + SignatureGroups)
        {
            throw new MalformedException("an invoice is longer");
        }

        byte[] prefix = Part(small, 0, separator);
        byte[] groups = new byte[groupCount];
        uint sum = Bech32.Begin(prefix);
        for (int i = 0; i < groupCount + Bech32.ChecksumLetters; i++)
        {
            byte group = Bech32.Group(small[separator + 1 + i]);
            sum = Bech32.Step(sum, group);
            if (i < groupCount)
            {
                groups[i] = group;
            }
        }

        if (sum != Bech32.Original)
        {
            throw new MalformedException("an invoice with a wrong checksum");
        }

        byte[] data = Part(groups, 0, groupCount - SignatureGroups);
        Invoice invoice = Unsigned(prefix, data, network);
        invoice._signature = Bech32.Bytes(groups, data.Length, SignatureGroups);
        invoice._digest = InvoiceHash.Of(prefix, data);
        return invoice;
    }

    /// <summary>The same before it is signed.</summary>
    /// <param name="prefix">For example lnbcrt20m.</param>
    /// <param name="data">5-bit groups without signature and checksum.</param>
    public static Invoice Unsigned(byte[] prefix, byte[] data, byte[] network)
    {
        InvoiceText.Require(prefix, data, network);
        Invoice invoice = new Invoice();
        invoice.AmountMsat = Amount(prefix, 2 + network.Length);
        invoice.Timestamp = Number(data, 0, TimestampGroups);
        invoice.ReadFields(data);
        return invoice;
    }

    /// <summary>The payment hash alone, in data that <see cref="InvoiceText"/> lets pass: whatever else is in there.</summary>
    public static byte[] HashIn(byte[] data)
    {
        int at = TimestampGroups;
        while (data[at] != PaymentHashField)
        {
            at += 3 + 32 * data[at + 1] + data[at + 2];
        }

        return Bech32.Bytes(data, at + 3, 32 * data[at + 1] + data[at + 2]);
    }

    /// <summary>True when data that <see cref="InvoiceText"/> lets pass have one route hint, of one hop, and it is this one.</summary>
    public static bool HasOnlyHint(byte[] data, byte[] hop)
    {
        bool isThis = false;
        int hints = 0;
        int at = TimestampGroups;
        while (at < data.Length)
        {
            int length = 32 * data[at + 1] + data[at + 2];
            if (data[at] == HintField)
            {
                hints++;
                isThis = length == HintGroups && Check.Same(Bech32.Bytes(data, at + 3, length), hop);
            }

            at += 3 + length;
        }

        return hints == 1 && isThis;
    }

    /// <summary>Who is paid: whose key signed. Malformed when nobody's did.</summary>
    public byte[] PayeeBy(Secp256k1 curve)
    {
        if (_payee == null)
        {
            return curve.RecoverPoint(_digest, _signature);
        }

        if (!curve.IsPoint(_payee) || !curve.Verify(_digest, Part(_signature, 0, 64), _payee))
        {
            throw new MalformedException("an invoice that its payee did not sign");
        }

        return _payee;
    }

    private void ReadFields(byte[] data)
    {
        bool hasExpiry = false;
        bool hasFeatures = false;
        bool hasFinalDelta = false;
        int at = TimestampGroups;
        while (at < data.Length)
        {
            int type = data[at];
            int length = 32 * data[at + 1] + data[at + 2];
            at += 3;
            switch (type)
            {
                case PaymentHashField:
                    PaymentHash = Bech32.Bytes(data, at, length);
                    break;
                case DescriptionField:
                    Description = Bech32.Bytes(data, at, length);
                    break;
                case DescriptionHashField:
                    Bech32.Bytes(data, at, length);
                    break;
                case SecretField:
                    PaymentSecret = Bech32.Bytes(data, at, length);
                    break;
                case FinalDeltaField:
                    RequireOneShort(hasFinalDelta, data, at, length, NumberGroupsMax);
                    hasFinalDelta = true;
                    FinalDelta = Number(data, at, length);
                    break;
                case PayeeField:
                    _payee = Bech32.Bytes(data, at, length);
                    break;
                case Expiry:
                    RequireOneShort(hasExpiry, data, at, length, NumberGroupsMax);
                    hasExpiry = true;
                    ExpirySeconds = Number(data, at, length);
                    break;
                case Features:
                    RequireOneShort(hasFeatures, data, at, length, length);
                    hasFeatures = true;
                    RequireFeatures(data, at, length);
                    break;
            }

            at += length;
        }
    }

    private static void RequireOneShort(bool hasOne, byte[] data, int at, int length, int lengthMax)
    {
        if (hasOne || length == 0 || length > lengthMax || data[at] == 0)
        {
            throw new MalformedException("a number in an invoice comes twice, begins with zeros or is too long");
        }
    }

    // Bit 0 is the lowest of the last group. An even bit means that who does not understand it must not pay.
    private static void RequireFeatures(byte[] data, int at, int length)
    {
        for (int bit = 0; bit < 5 * length; bit += 2)
        {
            bool isSet = (data[at + length - 1 - bit / 5] >> (bit % 5) & 1) != 0;
            bool isKnown = bit == 8 || bit == 14 || bit == 16 || bit == 24 || bit == 48;
            if (isSet && !isKnown)
            {
                throw new MalformedException("an invoice requires feature " + bit.ToString() + ", which is not known");
            }
        }
    }

    // InvoiceText has looked at the digits.
    private static ulong Amount(byte[] prefix, int at)
    {
        ulong amount = 0;
        int end = prefix.Length;
        if (at == end)
        {
            return 0;
        }

        ulong unitMsat = 100000000000;
        bool isPico = false;
        switch ((char)prefix[end - 1])
        {
            case 'm': unitMsat = 100000000; end--; break;
            case 'u': unitMsat = 100000; end--; break;
            case 'n': unitMsat = 100; end--; break;
            case 'p': unitMsat = 1; end--; isPico = true; break;
        }

        for (int i = at; i < end; i++)
        {
            amount = amount * 10 + (ulong)(prefix[i] - (byte)'0');
        }

        amount = isPico ? amount / 10 : amount;
        if (amount > MsatMax / unitMsat)
        {
            throw new MalformedException("an invoice for more than all bitcoin");
        }

        return amount * unitMsat;
    }

    private static ulong Number(byte[] groups, int at, int length)
    {
        ulong number = 0;
        for (int i = 0; i < length; i++)
        {
            number = (number << 5) | groups[at + i];
        }

        return number;
    }

    private static byte[] Part(byte[] bytes, int at, int length)
    {
        byte[] part = new byte[length];
        Array.Copy(bytes, at, part, 0, length);
        return part;
    }
}
