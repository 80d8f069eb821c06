using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// What a BOLT 11 invoice looks like before it is signed. The signature commits to a plain SHA-256 of prefix and data, so their form alone keeps the node
/// key from signing something else: the bytes begin with "ln" and a network, and a payment hash and a payment secret among them make them far longer than
/// the 32 bytes that the second SHA-256 of gossip and signed messages takes in.
/// </summary>
public static class InvoiceText
{
    private const int TimestampGroups = 7;
    private const int HashGroups = 52;
    private const int PointGroups = 53;
    private const int AmountDigitsMax = 19;

    private const int PaymentHash = 1;
    private const int PaymentSecret = 16;
    private const int Description = 13;
    private const int DescriptionHash = 23;
    private const int Payee = 19;

    /// <summary>Malformed unless this is an invoice, all of it and nothing more.</summary>
    /// <param name="humanReadable">ASCII bytes, for example lnbcrt20m.</param>
    /// <param name="data">5-bit groups, one per byte, without signature and checksum.</param>
    /// <param name="network">What follows "ln" on this network, for example bcrt.</param>
    public static void Require(byte[] humanReadable, byte[] data, byte[] network)
    {
        RequirePrefix(humanReadable, network);
        RequireGroups(data);
        uint once = 0; // one bit for each type of field
        uint twice = 0;
        int at = TimestampGroups;
        while (at < data.Length)
        {
            if (data.Length - at < 3)
            {
                throw new MalformedException("an invoice ends in the middle of a field");
            }

            int type = data[at];
            int length = 32 * data[at + 1] + data[at + 2];
            at += 3;
            if (length > data.Length - at)
            {
                throw new MalformedException("an invoice's field is longer than the invoice");
            }

            RequireLength(type, length);
            twice |= once & (1u << type);
            once |= 1u << type;
            at += length;
        }

        const uint single = (1u << PaymentHash) | (1u << PaymentSecret) | (1u << Description) | (1u << DescriptionHash) | (1u << Payee);
        bool hasText = (once & (1u << Description)) != 0;
        bool hasTextHash = (once & (1u << DescriptionHash)) != 0;
        bool hasHashes = (once & (1u << PaymentHash)) != 0 && (once & (1u << PaymentSecret)) != 0;
        if ((twice & single) != 0 || !hasHashes || hasText == hasTextHash)
        {
            throw new MalformedException("an invoice has one payment hash, one payment secret and one description");
        }
    }

    // "ln", the network, and an amount without leading zeros, with or without a multiplier; or no amount.
    private static void RequirePrefix(byte[] text, byte[] network)
    {
        int at = 2 + network.Length;
        bool isKnown = text.Length >= at && text[0] == (byte)'l' && text[1] == (byte)'n';
        for (int i = 0; isKnown && i < network.Length; i++)
        {
            isKnown = text[2 + i] == network[i];
        }

        if (!isKnown)
        {
            throw new MalformedException("an invoice of another network, or none");
        }

        if (text.Length > at)
        {
            RequireAmount(text, at);
        }
    }

    private static void RequireAmount(byte[] text, int at)
    {
        int end = text.Length;
        byte last = text[end - 1];
        bool isPico = last == (byte)'p';
        if (isPico || last == (byte)'m' || last == (byte)'u' || last == (byte)'n')
        {
            end--;
        }

        bool isNumber = end > at && end - at <= AmountDigitsMax && text[at] != (byte)'0' && (!isPico || text[end - 1] == (byte)'0');
        for (int i = at; isNumber && i < end; i++)
        {
            isNumber = text[i] >= (byte)'0' && text[i] <= (byte)'9';
        }

        if (!isNumber)
        {
            throw new MalformedException("an invoice's amount is a number without leading zeros and a multiplier");
        }
    }

    private static void RequireGroups(byte[] data)
    {
        if (data.Length < TimestampGroups)
        {
            throw new MalformedException("an invoice begins with its time");
        }

        for (int i = 0; i < data.Length; i++)
        {
            if (data[i] > 31)
            {
                throw new MalformedException("invoice data is made of 5-bit groups");
            }
        }
    }

    private static void RequireLength(int type, int length)
    {
        bool isHash = type == PaymentHash || type == PaymentSecret || type == DescriptionHash;
        if ((isHash && length != HashGroups) || (type == Payee && length != PointGroups))
        {
            throw new MalformedException("a hash or key in an invoice has another length");
        }
    }
}
