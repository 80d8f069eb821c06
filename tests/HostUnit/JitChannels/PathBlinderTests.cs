using Holdfast.Crypto;
using Holdfast.JitChannels.Paths;
using Holdfast.Unit.Desktop;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>L3: BOLT 4's own route, made here; and paths that are made here, opened by other code.</summary>
[TestClass]
public sealed class PathBlinderTests
{
    private readonly Secp256k1 _curve = Secp256k1.Software();

    [TestMethod]
    public void TheRouteOfBolt4IsReproduced()
    {
        string[][] paths = [.. VectorFile.Read("bolt4-blinding.txt").Where(line => line[0] == "path")];
        Assert.AreEqual(2, paths.Length);
        foreach (string[] line in paths)
        {
            BlindedPath made = PathBlinder.Blind(_curve, [Bytes(line[3]), Bytes(line[5])], [Bytes(line[4]), Bytes(line[6])], Bytes(line[2]));
            Assert.AreEqual(line[7], Hex(made.ToArray()), line[1]);
        }
    }

    /// <summary>The code that opens paths in these tests reads BOLT 4's route as BOLT 4 says.</summary>
    [TestMethod]
    public void TheReferenceReadsTheRouteOfBolt4()
    {
        string[][] hops = [.. VectorFile.Read("bolt4-unblinding.txt")];
        Assert.AreEqual(4, hops.Length);
        foreach (string[] hop in hops)
        {
            (byte[]? plain, byte[] next) = ReferenceCurve.Open(Bytes(hop[2]), Bytes(hop[3]), Bytes(hop[5]));
            Assert.AreEqual(hop[4], Hex(plain!));
            Assert.IsTrue(hop[6] == "-" || hop[6] == Hex(next) || hop[4].Contains(hop[6], StringComparison.Ordinal), hop[1]);
            Assert.IsNull(ReferenceCurve.Open(Bytes(hop[2]).Select(one => (byte)(one ^ 1)).ToArray(), Bytes(hop[3]), Bytes(hop[5])).Plain);
        }
    }

    [TestMethod]
    public void EveryHopReadsItsOwnPartAndNobodyElsesDoes()
    {
        byte[][] secrets = [.. Enumerable.Range(1, 3).Select(i => Sha256.Hash([(byte)i]))];
        byte[][] plain = [[1, 0], [2, 1, 7], [6, 2, 8, 9]];
        BlindedPath path = PathBlinder.Blind(_curve, [.. secrets.Select(_curve.PublicKey)], plain);
        byte[] key = path.PathKey;
        for (int i = 0; i < 3; i++)
        {
            Assert.IsNull(ReferenceCurve.Open(secrets[(i + 1) % 3], key, path.Hops[i].Data).Plain);
            (byte[]? read, byte[] next) = ReferenceCurve.Open(secrets[i], key, path.Hops[i].Data);
            CollectionAssert.AreEqual(plain[i], read);
            key = next;
        }

        IReadOnlyList<BlindedPath> again = BlindedPath.ReadAll([.. path.ToArray(), .. path.ToArray()], _curve);
        Assert.AreEqual(2, again.Count);
        CollectionAssert.AreEqual(path.ToArray(), again[1].ToArray());
        byte[] bytes = path.ToArray();
        for (int length = 1; length < bytes.Length; length++)
        {
            Assert.ThrowsException<FormatException>(() => BlindedPath.ReadAll(bytes[..length], _curve));
        }
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
