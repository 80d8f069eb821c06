using System.Globalization;
using System.Text;
using Holdfast.Lightning;

namespace Holdfast.HeldPayments;

/// <summary>A channel through which a payer can reach this node although nobody has announced it.</summary>
public sealed record RouteHint(byte[] PeerId, ulong Scid, uint FeeBaseMsat, uint FeePpm, ushort CltvDelta);

/// <summary>
/// An invoice of BOLT 11 without its signature, for `signinvoice`. lightningd ignores the signature of what it is given, takes the text apart, and has the device sign what
/// it puts together from it.
/// </summary>
public sealed record Bolt11Draft
{
    private const int SignatureGroups = 104;
    private const int DescriptionBytesMax = 639;

    /// <summary>After "ln": bc, tb, tbs or bcrt.</summary>
    public required string Currency { get; init; }

    /// <summary>0 when the payer chooses it.</summary>
    public required ulong AmountMsat { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Timestamp { get; init; }

    public required byte[] PaymentHash { get; init; }

    public required byte[] PaymentSecret { get; init; }

    public required string Description { get; init; }

    public required long ExpirySeconds { get; init; }

    public required int FinalDelta { get; init; }

    public IReadOnlyList<RouteHint> Hints { get; init; } = [];

    /// <summary>The payer may split the payment.</summary>
    public bool TakesParts { get; init; } = true;

    /// <exception cref="FormatException">The description is too long.</exception>
    public static void RequireRoomFor(string description)
    {
        int length = Encoding.UTF8.GetByteCount(description);
        if (length > DescriptionBytesMax)
        {
            throw new FormatException($"the description takes {length} bytes, more than the {DescriptionBytesMax} that an invoice can hold");
        }
    }

    /// <exception cref="FormatException">The description is too long.</exception>
    public string Encode()
    {
        RequireRoomFor(Description);
        List<byte> groups = [.. NumberGroups(Timestamp, 7)];
        Add(groups, 'p', Groups(PaymentHash));
        Add(groups, 's', Groups(PaymentSecret));
        Add(groups, 'd', Groups(Encoding.UTF8.GetBytes(Description)));
        Add(groups, 'x', NumberGroups(ExpirySeconds));
        Add(groups, 'c', NumberGroups(FinalDelta));
        Add(groups, '9', NumberGroups((1 << 8) | (1 << 14) | (TakesParts ? 1 << 17 : 0))); // variable-length onion, payment secret, several parts
        foreach (RouteHint hint in Hints)
        {
            Add(groups, 'r', Groups([.. hint.PeerId, .. Wide(hint.Scid, 8), .. Wide(hint.FeeBaseMsat, 4), .. Wide(hint.FeePpm, 4), .. Wide(hint.CltvDelta, 2)]));
        }

        groups.AddRange(new byte[SignatureGroups]);
        string prefix = "ln" + Currency + Amount(AmountMsat);
        uint begin = Bech32.Begin(Encoding.ASCII.GetBytes(prefix));
        uint sum = groups.Concat(new byte[Bech32.ChecksumLetters]).Aggregate(begin, (sum, group) => Bech32.Step(sum, group)) ^ Bech32.Original;
        return prefix + "1" + string.Concat(groups.Concat(NumberGroups(sum, Bech32.ChecksumLetters)).Select(group => Bech32.Letter(group)));
    }

    /// <summary>With the largest unit in which it is a whole number.</summary>
    private static string Amount(ulong msat) => msat switch
    {
        0 => string.Empty,
        _ when msat % 100_000_000 == 0 => Number(msat / 100_000_000) + "m",
        _ when msat % 100_000 == 0 => Number(msat / 100_000) + "u",
        _ when msat % 100 == 0 => Number(msat / 100) + "n",
        _ => Number(msat) + "0p",
    };

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add(List<byte> groups, char type, IReadOnlyCollection<byte> field) =>
        groups.AddRange([Bech32.Group((byte)type), (byte)(field.Count >> 5), (byte)(field.Count & 31), .. field]);

    /// <summary>Five bits each, padded with zeros.</summary>
    private static List<byte> Groups(byte[] bytes)
    {
        List<byte> groups = [];
        int bits = 0;
        int bitCount = 0;
        foreach (byte one in bytes)
        {
            bits = ((bits << 8) | one) & 0xfff;
            for (bitCount += 8; bitCount >= 5; bitCount -= 5)
            {
                groups.Add((byte)((bits >> (bitCount - 5)) & 31));
            }
        }

        return bitCount == 0 ? groups : [.. groups, (byte)((bits << (5 - bitCount)) & 31)];
    }

    private static byte[] NumberGroups(long number, int count) => [.. Enumerable.Range(1, count).Select(i => (byte)((number >> (5 * (count - i))) & 31))];

    private static byte[] NumberGroups(long number) => NumberGroups(number, Math.Max(1, (64 - (int)long.LeadingZeroCount(number) + 4) / 5));

    private static byte[] Wide(ulong number, int length) => [.. Enumerable.Range(1, length).Select(i => (byte)(number >> (8 * (length - i))))];
}
