using System.Buffers.Binary;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>What a payer reads in an invoice of BOLT 11, as far as the way to this node is concerned.</summary>
internal sealed class Bolt11Reading
{
    private const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    public List<(byte[] Node, ulong Scid, uint Base, uint Ppm, ushort Delta)> Hints { get; } = [];

    public long Timestamp { get; private set; }

    public long ExpirySeconds { get; private set; }

    public int FinalDelta { get; private set; }

    public byte[] PaymentHash { get; private set; } = [];

    public bool TakesParts { get; private set; }

    public static Bolt11Reading Of(string text)
    {
        Bolt11Reading read = new();
        int[] groups = [.. text[(text.LastIndexOf('1') + 1)..].Select(letter => Letters.IndexOf(letter))];
        read.Timestamp = Number(groups[..7]);
        for (int at = 7; at < groups.Length - 110;)
        {
            int length = (groups[at + 1] * 32) + groups[at + 2];
            int[] field = groups[(at + 3)..(at + 3 + length)];
            read.Take(Letters[groups[at]], field);
            at += 3 + length;
        }

        return read;
    }

    private void Take(char type, int[] field)
    {
        switch (type)
        {
            case 'p':
                PaymentHash = Bytes(field);
                break;
            case 'x':
                ExpirySeconds = Number(field);
                break;
            case 'c':
                FinalDelta = (int)Number(field);
                break;
            case '9':
                TakesParts = (Number(field) >> 17 & 1) != 0 || (Number(field) >> 16 & 1) != 0;
                break;
            case 'r':
                byte[] hops = Bytes(field);
                Assert.AreEqual(0, hops.Length % 51);
                for (int i = 0; i < hops.Length; i += 51)
                {
                    ReadOnlySpan<byte> hop = hops.AsSpan(i + 33);
                    Hints.Add((hops[i..(i + 33)], BinaryPrimitives.ReadUInt64BigEndian(hop), BinaryPrimitives.ReadUInt32BigEndian(hop[8..]),
                        BinaryPrimitives.ReadUInt32BigEndian(hop[12..]), BinaryPrimitives.ReadUInt16BigEndian(hop[16..])));
                }

                break;
        }
    }

    private static long Number(int[] groups) => groups.Aggregate(0L, (sum, group) => (sum << 5) | (uint)group);

    private static byte[] Bytes(int[] groups)
    {
        List<byte> bytes = [];
        int bits = 0;
        int count = 0;
        foreach (int group in groups)
        {
            bits = ((bits << 5) | group) & 0xfff;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
            }
        }

        return [.. bytes];
    }
}
