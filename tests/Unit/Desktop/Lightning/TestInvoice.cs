using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>Makes invoices, right and wrong ones, as BOLT 11 describes them; it shares with the reader only the hash that is signed and the letters.</summary>
public sealed class TestInvoice
{
    public static readonly byte[] PayeeSecret = [.. Enumerable.Repeat((byte)0x51, 32)];

    // One class of tests at a time works with a curve of its own.
    private readonly Secp256k1 _curve = Secp256k1.Software();

    public static byte[] Payee { get; } = Secp256k1.Software().PublicKey(PayeeSecret);

    public string Prefix { get; init; } = "lnbcrt2500u";

    public uint Timestamp { get; init; } = 1_700_000_000;

    public byte[] Secret { get; init; } = PayeeSecret;

    /// <summary>Type and groups of each field, in their order.</summary>
    public List<(int Type, byte[] Groups)> Fields { get; } = [];

    /// <summary>An ordinary one: a hash of this byte, a secret, a description.</summary>
    public static TestInvoice Of(byte hash, string description = "coffee", string prefix = "lnbcrt2500u", uint timestamp = 1_700_000_000, byte[]? secret = null)
    {
        TestInvoice invoice = new() { Prefix = prefix, Timestamp = timestamp, Secret = secret ?? PayeeSecret };
        invoice.Add(1, [.. Enumerable.Repeat(hash, 32)]);
        invoice.Add(16, [.. Enumerable.Repeat((byte)0x22, 32)]);
        invoice.Add(13, System.Text.Encoding.UTF8.GetBytes(description));
        return invoice;
    }

    public TestInvoice Add(int type, byte[] bytes)
    {
        Fields.Add((type, Groups(bytes)));
        return this;
    }

    public TestInvoice AddGroups(int type, params byte[] groups)
    {
        Fields.Add((type, groups));
        return this;
    }

    public TestInvoice Without(int type)
    {
        Fields.RemoveAll(field => field.Type == type);
        return this;
    }

    /// <summary>The text; <paramref name="change"/> may change the signature of 65 bytes.</summary>
    public byte[] Text(Func<byte[], byte[]>? change = null)
    {
        List<byte> data = [.. Enumerable.Range(0, 7).Select(i => (byte)((Timestamp >> (5 * (6 - i))) & 31))];
        foreach ((int type, byte[] groups) in Fields)
        {
            data.AddRange([(byte)type, (byte)(groups.Length / 32), (byte)(groups.Length % 32), .. groups]);
        }

        byte[] signature = _curve.SignRecoverable(InvoiceHash.Of(System.Text.Encoding.ASCII.GetBytes(Prefix), [.. data]), Secret);
        data.AddRange(Groups(change == null ? signature : change(signature)));
        return Encode(Prefix, [.. data]);
    }

    /// <summary>Groups with a right checksum behind them.</summary>
    public static byte[] Encode(string prefix, byte[] groups)
    {
        uint sum = Bech32.Begin(System.Text.Encoding.ASCII.GetBytes(prefix));
        foreach (byte group in groups.Concat(new byte[6]))
        {
            sum = Bech32.Step(sum, group);
        }

        IEnumerable<byte> checksum = Enumerable.Range(0, 6).Select(i => (byte)(((sum ^ 1) >> (5 * (5 - i))) & 31));
        return System.Text.Encoding.ASCII.GetBytes(prefix + "1" + new string([.. groups.Concat(checksum).Select(group => Bech32.Letter(group))]));
    }

    private static byte[] Groups(byte[] bytes)
    {
        string bits = string.Concat(bytes.Select(one => Convert.ToString(one, 2).PadLeft(8, '0')));
        return [.. bits.Chunk(5).Select(five => Convert.ToByte(new string(five).PadRight(5, '0'), 2))];
    }
}
