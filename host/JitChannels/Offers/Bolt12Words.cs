using System.Text;
using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.JitChannels.Offers;

/// <summary>BOLT 12 messages as people pass them on: bech32 letters behind a prefix, without a checksum (BOLT 12, Encoding).</summary>
public static class Bolt12Words
{
    public const string Offer = "lno";
    public const string Invoice = "lni";
    public const string InvoiceRequest = "lnr";

    public static string Write(string kind, byte[] stream)
    {
        StringBuilder text = new(kind + "1");
        int bits = 0;
        int bitCount = 0;
        foreach (byte one in stream)
        {
            bits = ((bits << 8) | one) & 0xfff;
            for (bitCount += 8; bitCount >= 5; bitCount -= 5)
            {
                text.Append(Bech32.Letter((uint)((bits >> (bitCount - 5)) & 31)));
            }
        }

        return bitCount == 0 ? text.ToString() : text.Append(Bech32.Letter((uint)((bits << (5 - bitCount)) & 31))).ToString();
    }

    /// <exception cref="FormatException">It is no message of this kind.</exception>
    public static byte[] Read(string kind, string text)
    {
        try
        {
            return Bolt12Text.Stream(Encoding.ASCII.GetBytes(text), Encoding.ASCII.GetBytes(kind + "1"));
        }
        catch (MalformedException wrong)
        {
            throw new FormatException(wrong.Message);
        }
    }
}
