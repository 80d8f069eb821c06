using System.Globalization;
using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Unit.Chain;

namespace Holdfast.Unit.Desktop.Chain;

/// <summary>Blocks that were really mined (tests/Vectors/headers.txt names the sources): checkpoints, headers around changes of the target, a proof.</summary>
[TestClass]
public class RealHeaderTests
{
    private static readonly List<string[]> s_lines = VectorFile.Read("headers.txt");

    [TestMethod]
    public void EveryCheckpointIsARealBlockWithItsWork()
    {
        int count = 0;
        foreach (string[] line in s_lines.Where(l => l[0] is "checkpoint" or "genesis"))
        {
            ChainPoint checkpoint = ChainNetwork.Of(NetworkOf(line[1])).Checkpoint;
            BlockHeader header = new(Hex.Bytes(line[0] == "genesis" ? line[2] : line[3]), 0);
            Assert.AreEqual(Hex.Text(header.Hash), Hex.Text(checkpoint.Hash));
            Assert.AreEqual(line[0] == "genesis" ? 0 : int.Parse(line[2], CultureInfo.InvariantCulture), checkpoint.Height);
            Assert.AreEqual(header.Time, checkpoint.Time);
            Assert.AreEqual(header.Time, checkpoint.PeriodTime);
            Assert.AreEqual(header.Bits, checkpoint.Bits);
            Assert.AreEqual(0, checkpoint.Height % ChainNetwork.PeriodBlocks);
            Assert.IsTrue(Target.IsMet(Target.Decode(header.Bits), header.Hash));
            if (line.Length > 4 && line[4] != "-")
            {
                uint[] target = Target.Decode(header.Bits);
                Assert.AreEqual(line[4], string.Concat(target.Reverse().Select(limb => limb.ToString("x8", CultureInfo.InvariantCulture))));
            }

            count++;
        }

        Assert.AreEqual(5, count);
    }

    [TestMethod]
    public void RealHeadersAroundANewTargetAreTaken()
    {
        foreach ((string network, ChainNetwork rules, uint start, int height, List<byte[]> headers) in Runs())
        {
            HeaderChain chain = From(rules, height, headers[0], start);
            Assert.AreEqual(HeaderFault.None, chain.Take(headers.Skip(1).SelectMany(h => h).ToArray(), out int taken), network);
            Assert.AreEqual(headers.Count - 1, taken);
            Assert.IsTrue(chain.Tip.Height >= 2016);
        }
    }

    [TestMethod]
    public void OneFieldBrokenAndTheyAreNot()
    {
        foreach ((_, ChainNetwork rules, uint start, int height, List<byte[]> headers) in Runs())
        {
            for (int at = 0; at < 80; at++)
            {
                List<byte[]> broken = headers.Select(h => (byte[])h.Clone()).ToList();
                broken[5][at] ^= 0x40;
                HeaderChain chain = From(rules, height, broken[0], start);
                Assert.AreNotEqual(HeaderFault.None, chain.Take(broken.Skip(1).SelectMany(h => h).ToArray(), out int taken));
                Assert.AreEqual(4, taken);
            }
        }
    }

    [TestMethod]
    public void AWrongTimeOfThePeriodsFirstBlockGivesAnotherTarget()
    {
        // Signet's first period took five days instead of two weeks; a longer one would have had an easier target.
        (_, ChainNetwork rules, uint start, int height, List<byte[]> headers) = Runs().Single(r => r.Network == "signet");
        HeaderChain chain = From(rules, height, headers[0], start - 10000);
        Assert.AreEqual(HeaderFault.WrongBits, chain.Take(headers.Skip(1).SelectMany(h => h).ToArray(), out int taken));
        Assert.AreEqual(2016 - height - 1, taken);
    }

    [TestMethod]
    public void NewTargetsAreThoseThatTheNetworkFound()
    {
        int count = 0;
        foreach (string[] line in s_lines.Where(l => l[0] == "retarget"))
        {
            long seconds = long.Parse(line[3], CultureInfo.InvariantCulture) - long.Parse(line[2], CultureInfo.InvariantCulture);
            Assert.AreEqual(line[4], Target.Retarget(Convert.ToUInt32(line[1], 16), seconds, 0x1d00ffff).ToString("x8", CultureInfo.InvariantCulture));
            count++;
        }

        Assert.AreEqual(4, count);
    }

    [TestMethod]
    public void ARealTransactionIsProven()
    {
        string[] line = s_lines.Single(l => l[0] == "proof");
        BlockHeader header = new(Hex.Bytes(line[1]), 0);
        uint index = uint.Parse(line[2], CultureInfo.InvariantCulture);
        byte[] transaction = Hex.Bytes(line[3]);
        byte[] txid = MerkleProof.Require(header.MerkleRoot, transaction, index, Hex.Bytes(line[4]), Hex.Bytes(line[5]), Hex.Bytes(line[6]));
        Assert.AreEqual(Hex.Text(Sha256.HashTwice(transaction)), Hex.Text(txid));
    }

    /// <summary>The same divisions with .NET's big integers, for targets from the easiest to the hardest that are counted.</summary>
    [TestMethod]
    public void WorkAndTargetsAgreeWithBigIntegers()
    {
        Random random = new(15);
        for (int i = 0; i < 20000; i++)
        {
            uint bits = ((uint)random.Next(0, 40) << 24) | ((uint)random.Next() & 0xffffff);
            System.Numerics.BigInteger? expected = Expand(bits);
            uint[] target = Target.Decode(bits);
            Assert.AreEqual(expected is null, target is null, bits.ToString("x8", CultureInfo.InvariantCulture));
            if (target is null)
            {
                continue;
            }

            Assert.AreEqual(expected, Number(target));
            Assert.AreEqual(expected, Expand(Target.Encode(target)));
            if (Target.BitLength(target) >= Work.TargetBitsMin)
            {
                Work work = Work.Of(target);
                Assert.AreEqual((System.Numerics.BigInteger.One << 256) / (expected!.Value + 1), ((System.Numerics.BigInteger)work.High << 64) + work.Low);
            }

            if (Target.BitLength(target) >= Work.TargetBitsMin && Target.Compare(target, Target.Decode(0x207fffff)) <= 0)
            {
                long seconds = random.NextInt64(-1000, 6000000);
                System.Numerics.BigInteger next = expected!.Value * Math.Clamp(seconds, 302400, 4838400) / 1209600;
                next = System.Numerics.BigInteger.Min(next, Expand(0x207fffff)!.Value);
                uint result = Target.Retarget(bits, seconds, 0x207fffff);
                System.Numerics.BigInteger lost = next - Expand(result)!.Value;
                Assert.IsTrue(lost >= 0 && lost < (System.Numerics.BigInteger.One << (int)(next.GetBitLength() - 15)));
            }
        }
    }

    private static System.Numerics.BigInteger? Expand(uint bits)
    {
        int size = (int)(bits >> 24);
        System.Numerics.BigInteger word = bits & 0x7fffff;
        System.Numerics.BigInteger value = size <= 3 ? word >> (8 * (3 - size)) : word << (8 * (size - 3));
        return value.IsZero || (bits & 0x800000) != 0 || value.GetBitLength() > 256 ? null : value;
    }

    private static System.Numerics.BigInteger Number(uint[] limbs) =>
        limbs.Reverse().Aggregate(System.Numerics.BigInteger.Zero, (sum, limb) => (sum << 32) + limb);

    private static IEnumerable<(string Network, ChainNetwork Rules, uint Start, int Height, List<byte[]> Headers)> Runs()
    {
        for (int i = 0; i < s_lines.Count; i++)
        {
            if (s_lines[i][0] == "run")
            {
                // The versions of their time, from before BIP 65.
                ChainNetwork rules = new(s_lines[i][1] == "bitcoin" ? 0x1d00ffffu : 0x1e0377aeu, true, false, false, 1, 0, new string('0', 64), 0, 0x1d00ffff);
                List<byte[]> headers = s_lines.Skip(i + 1).TakeWhile(l => l[0] == "header").Select(l => Hex.Bytes(l[1])).ToList();
                yield return (s_lines[i][1], rules, uint.Parse(s_lines[i][2], CultureInfo.InvariantCulture), int.Parse(s_lines[i][3], CultureInfo.InvariantCulture), headers);
            }
        }
    }

    private static HeaderChain From(ChainNetwork rules, int height, byte[] first, uint periodTime)
    {
        BlockHeader header = new(first, 0);
        ByteWriter record = new(129);
        record.U8(1);
        record.U32((uint)height);
        record.Bytes(header.Hash);
        record.U32(header.Time);
        record.U32(header.Bits);
        record.U32(periodTime);
        record.U32(header.Bits);
        record.Bytes(new byte[16 + 40]);
        record.U32((uint)height);
        record.Bytes(new byte[16]);
        return HeaderChain.Decode(rules, record.ToArray());
    }

    private static Network NetworkOf(string name) => Enum.Parse<Network>(name, true);
}
