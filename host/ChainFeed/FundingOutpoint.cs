using System.Globalization;

namespace Holdfast.ChainFeed;

/// <summary>An output of a transaction, as people write it: TXID:INDEX.</summary>
/// <param name="Txid">64 letters of hexadecimal, in the order that people read.</param>
public sealed record FundingOutpoint(string Txid, ushort Vout)
{
    /// <summary>The id in internal byte order.</summary>
    public byte[] TxidBytes => [.. Convert.FromHexString(Txid).Reverse()];

    /// <param name="txid">Internal byte order.</param>
    public static FundingOutpoint Of(byte[] txid, ushort vout) => new(Convert.ToHexStringLower([.. txid.AsEnumerable().Reverse()]), vout);

    /// <exception cref="FormatException">The text is no outpoint.</exception>
    public static FundingOutpoint Parse(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2 && parts[0].Length == 64 && parts[0].All(char.IsAsciiHexDigit)
            && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort vout)
            ? new FundingOutpoint(parts[0].ToLowerInvariant(), vout)
            : throw new FormatException("an outpoint is TXID:INDEX");
    }

    public override string ToString() => Txid + ":" + Vout.ToString(CultureInfo.InvariantCulture);
}
