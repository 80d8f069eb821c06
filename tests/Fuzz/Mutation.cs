namespace Holdfast.Fuzz;

/// <summary>
/// Spoils good bytes in the ways that lines, disks and enemies do: flipped bits, foreign bytes, cuts, insertions, repetitions, lengths that
/// lie, two inputs spliced. Everything follows from the seed, so a printed seed brings the same input back.
/// </summary>
internal sealed class Mutation(ulong seed)
{
    private static readonly byte[] s_edges = [0x00, 0x01, 0x02, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff];

    private ulong _state = seed * 0x9E3779B97F4A7C15ul + 0x2545F4914F6CDD1Dul;

    public int Below(int bound)
    {
        return (int)(Next() % (ulong)bound);
    }

    /// <summary>A spoiled copy of one of the seeds; now and then bytes out of nothing.</summary>
    public byte[] Of(IReadOnlyList<byte[]> seeds, int lengthMax)
    {
        List<byte> bytes = Below(40) == 0 ? Random(Below(200)) : [.. seeds[Below(seeds.Count)]];
        int rounds = 1 + Below(4);
        for (int round = 0; round < rounds; round++)
        {
            Spoil(bytes, seeds);
        }

        if (bytes.Count > lengthMax)
        {
            bytes.RemoveRange(lengthMax, bytes.Count - lengthMax);
        }

        return [.. bytes];
    }

    private void Spoil(List<byte> bytes, IReadOnlyList<byte[]> seeds)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(Random(1 + Below(8)));
            return;
        }

        int at = Below(bytes.Count);
        switch (Below(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << Below(8));
                break;
            case 1:
                bytes[at] = (byte)Next();
                break;
            case 2:
                bytes[at] = s_edges[Below(s_edges.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, Random(1 + Below(16)));
                break;
            case 5:
                bytes.RemoveRange(at, Math.Min(1 + Below(16), bytes.Count - at));
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + Below(64), bytes.Count - at)));
                break;
            case 7:
                // A length that lies: two or four bytes set to an edge at once.
                byte edge = s_edges[Below(s_edges.Length)];
                for (int i = at; i < Math.Min(at + 2 + (2 * Below(2)), bytes.Count); i++)
                {
                    bytes[i] = edge;
                }

                break;
            default:
                byte[] other = seeds[Below(seeds.Count)];
                int from = Below(other.Length + 1);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[from..]);
                break;
        }
    }

    private List<byte> Random(int count)
    {
        List<byte> bytes = new(count);
        for (int i = 0; i < count; i++)
        {
            bytes.Add((byte)Next());
        }

        return bytes;
    }

    private ulong Next()
    {
        // xorshift64*
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (_state * 0x2545F4914F6CDD1Dul) >> 11;
    }
}
