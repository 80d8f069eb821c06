using Holdfast.Bytes;

namespace Holdfast.Requests;

/// <summary>The payees whose invoices need no button, up to the limits, as bytes: the attachment of the approvals' slot.</summary>
public static class Allowlist
{
    /// <summary>More do not fit an attachment.</summary>
    public const int CountMax = 14;

    private const byte Version = 1;
    private const int PayeeBytes = 33;

    public static byte[] Encode(byte[][] payees)
    {
        Check.That(payees.Length <= CountMax, "the list of payees keeps its bound");
        ByteWriter writer = new ByteWriter(2 + PayeeBytes * payees.Length);
        writer.U8(Version);
        writer.U8((byte)payees.Length);
        for (int i = 0; i < payees.Length; i++)
        {
            writer.Bytes(payees[i]);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is malformed.</summary>
    /// <param name="attachment">Null when nobody was ever on the list.</param>
    public static byte[][] Decode(byte[] attachment)
    {
        if (attachment == null)
        {
            return new byte[0][];
        }

        ByteReader reader = new ByteReader(attachment);
        if (reader.U8() != Version)
        {
            throw new MalformedException("a list of payees of an unknown version");
        }

        byte[][] payees = new byte[reader.U8()][];
        for (int i = 0; i < payees.Length; i++)
        {
            payees[i] = reader.Bytes(PayeeBytes);
        }

        reader.End();
        return payees;
    }
}
