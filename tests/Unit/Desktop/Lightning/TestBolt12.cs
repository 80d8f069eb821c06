using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>
/// Makes BOLT 12 invoices, right and wrong ones, with a Merkle tree of its own: level by level with .NET's SHA-256, as BOLT 12 draws it. It shares with the firmware the
/// signature and the letters.
/// </summary>
public sealed class TestBolt12
{
    public const ulong Amount = 250_000_000;

    public static readonly byte[] PayeeSecret = [.. Enumerable.Repeat((byte)0x51, 32)];

    private readonly Secp256k1 _curve = Secp256k1.Software();

    public static byte[] Payee { get; } = Secp256k1.Software().PublicKey(PayeeSecret);

    public static byte[] Regtest { get; } = Convert.FromHexString("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    public static byte[] Bitcoin { get; } = Convert.FromHexString("6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000");

    public SortedDictionary<ulong, byte[]> Fields { get; } = [];

    public byte[] Secret { get; init; } = PayeeSecret;

    /// <summary>An ordinary one for an offer with an issuer: a hash of this byte, a description.</summary>
    public static TestBolt12 Of(byte hash, string description = "coffee", ulong msat = Amount, uint createdAt = 1_700_000_000, byte[]? secret = null)
    {
        secret ??= PayeeSecret;
        byte[] payee = Secp256k1.Software().PublicKey(secret);
        return new TestBolt12 { Secret = secret }
            .With(0, [1, 2, 3, 4])
            .With(10, Encoding.UTF8.GetBytes(description))
            .With(22, payee)
            .With(80, Regtest)
            .With(82, Number(msat))
            .With(88, Secp256k1.Software().PublicKey([.. Enumerable.Repeat((byte)0x52, 32)]))
            .With(160, [.. payee, .. payee, 1, .. payee, 0, 1, 9])
            .With(162, new byte[28])
            .With(164, Number(createdAt))
            .With(168, [.. Enumerable.Repeat(hash, 32)])
            .With(170, Number(msat))
            .With(176, payee);
    }

    public TestBolt12 With(ulong type, params byte[] value)
    {
        Fields[type] = value;
        return this;
    }

    public TestBolt12 Without(ulong type)
    {
        Fields.Remove(type);
        return this;
    }

    /// <summary>The stream with its signature.</summary>
    public byte[] Stream() => Stream("invoice", Secret);

    public byte[] Stream(string message, byte[] secret)
    {
        byte[] hash = Tagged(Encoding.ASCII.GetBytes("lightning" + message + "signature"), Root(Fields));
        SortedDictionary<ulong, byte[]> signed = new(Fields) { [240] = _curve.SignSchnorr(hash, secret, new byte[32]) };
        return [.. signed.SelectMany(field => Field(field.Key, field.Value))];
    }

    /// <summary>The text with its signature.</summary>
    public byte[] Text() => Text(Stream());

    public static byte[] Text(byte[] stream)
    {
        string bits = string.Concat(stream.Select(one => Convert.ToString(one, 2).PadLeft(8, '0')));
        return Encoding.ASCII.GetBytes("lni1" + new string([.. bits.Chunk(5).Select(five => Bech32.Letter(Convert.ToByte(new string(five).PadRight(5, '0'), 2)))]));
    }

    public static byte[] Field(ulong type, byte[] value) => [.. BigSize(type), .. BigSize((ulong)value.Length), .. value];

    public static byte[] BigSize(ulong value) => value switch
    {
        < 0xfd => [(byte)value],
        < 0x10000 => [0xfd, .. BigEndian(value, 2)],
        < 0x1_0000_0000 => [0xfe, .. BigEndian(value, 4)],
        _ => [0xff, .. BigEndian(value, 8)],
    };

    /// <summary>A number without zeros in front.</summary>
    public static byte[] Number(ulong value) => [.. BigEndian(value, 8).SkipWhile(one => one == 0)];

    public static byte[] Root(IEnumerable<KeyValuePair<ulong, byte[]>> fields)
    {
        byte[] first = [.. "LnNonce"u8, .. Field(fields.First().Key, fields.First().Value)];
        byte[][] level = [.. fields.Where(field => field.Key is < 240 or > 1000).Select(field =>
            Branch(Tagged("LnLeaf"u8.ToArray(), Field(field.Key, field.Value)), Tagged(first, BigSize(field.Key))))];
        while (level.Length > 1)
        {
            level = [.. level.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : Branch(pair[0], pair[1]))];
        }

        return level[0];
    }

    private static byte[] Branch(byte[] one, byte[] other) =>
        Tagged("LnBranch"u8.ToArray(), one.AsSpan().SequenceCompareTo(other) < 0 ? [.. one, .. other] : [.. other, .. one]);

    private static byte[] Tagged(byte[] tag, byte[] message)
    {
        byte[] hash = SHA256.HashData(tag);
        return SHA256.HashData([.. hash, .. hash, .. message]);
    }

    private static byte[] BigEndian(ulong value, int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(value >> (8 * (count - 1 - i))))];
}
