using System.Security.Cryptography;

namespace Holdfast.NativeCode;

/// <summary>The health tests of the noise source: what is stuck or biased is found, what is healthy passes, and a source that failed never gives anything again.</summary>
[TestClass]
public sealed class NoiseTests
{
    private const int StartBytes = 1024;
    private const int StreamBytes = 64 * 1024;

    [TestMethod]
    public void AHealthySourceGivesItsBytesAfterTheStart()
    {
        byte[] stream = Healthy(1);
        (bool first, bool second, byte[] output) = NativeLibrary.Get().Noise(stream, 64);
        Assert.IsTrue(first && second);
        CollectionAssert.AreEqual(stream[(StartBytes + 64)..(StartBytes + 128)], output);
    }

    /// <summary>Sixteen streams of 64 KB: a test that fails healthy sources would show here.</summary>
    [TestMethod]
    public void HealthySourcesPass()
    {
        for (int seed = 0; seed < 16; seed++)
        {
            (bool first, bool second, _) = NativeLibrary.Get().Noise(Healthy(seed), (StreamBytes - StartBytes) / 2);
            Assert.IsTrue(first && second, "seed " + seed);
        }
    }

    [TestMethod]
    [DataRow("stuck at zero")]
    [DataRow("stuck at one value")]
    [DataRow("two values in turn")]
    [DataRow("every fourth byte the same")]
    [DataRow("silent")]
    public void ASourceThatIsUnwellFailsAtTheStart(string kind)
    {
        (bool first, bool second, byte[] output) = NativeLibrary.Get().Noise(Unwell(kind), 64);
        Assert.IsFalse(first || second);
        Assert.IsTrue(output.All(b => b == 0), "a source that failed leaves nothing");
    }

    /// <summary>A bias as weak as this shows only after some windows.</summary>
    [TestMethod]
    public void ASourceWithThreeOnesInFourBitsIsFound()
    {
        (_, bool second, byte[] output) = NativeLibrary.Get().Noise(Unwell("three bits of four are ones"), (StreamBytes - StartBytes) / 2);
        Assert.IsFalse(second);
        Assert.IsTrue(output.All(b => b == 0));
    }

    /// <summary>The request in which it fails gets nothing at all, and neither does any later one, although the stream is healthy again.</summary>
    [TestMethod]
    [DataRow(8)]
    [DataRow(100)]
    public void ASourceThatGetsStuckLaterFailsForGood(int stuckBytes)
    {
        byte[] stream = Healthy(2);
        Array.Fill(stream, (byte)0x55, StartBytes + 300, stuckBytes);
        (bool first, bool second, byte[] output) = NativeLibrary.Get().Noise(stream, 512);
        Assert.IsFalse(first || second);
        Assert.IsTrue(output.All(b => b == 0));
    }

    /// <summary>Just below the cutoff of the repetition count.</summary>
    [TestMethod]
    public void SevenInARowPass()
    {
        byte[] stream = Healthy(3);
        for (int i = 0; i < 7; i++)
        {
            stream[2000 + i] = 0x55;
        }

        stream[1999] = stream[2007] = 0x56;
        Assert.IsTrue(NativeLibrary.Get().Noise(stream, 2000).First);
        stream[2007] = 0x55;
        Assert.IsFalse(NativeLibrary.Get().Noise(stream, 2000).First);
    }

    /// <summary>The cutoff of the adaptive proportion, in one window of 512: 34 times the first value pass, 35 do not.</summary>
    [TestMethod]
    public void ThirtyFourOfAWindowPass()
    {
        byte[] stream = Healthy(4);
        const int window = 2048;
        byte watched = stream[window];
        int[] places = [.. Enumerable.Range(1, 511).Where(i => stream[window + i] == watched)];
        foreach (int place in places)
        {
            stream[window + place] ^= 1;
        }

        for (int i = 1; i < 34; i++)
        {
            stream[window + (10 * i)] = watched;
        }

        Assert.IsTrue(NativeLibrary.Get().Noise(stream, 4000).First);
        stream[window + 505] = watched;
        Assert.IsFalse(NativeLibrary.Get().Noise(stream, 4000).First);
    }

    // Bytes as good as random, the same every time.
    private static byte[] Healthy(int seed)
    {
        byte[] stream = new byte[StreamBytes];
        for (int at = 0; at < stream.Length; at += 32)
        {
            SHA256.HashData([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(at)]).CopyTo(stream, at);
        }

        return stream;
    }

    private static byte[] Unwell(string kind)
    {
        byte[] stream = Healthy(5);
        byte[] more = Healthy(6);
        for (int i = 0; i < stream.Length; i++)
        {
            stream[i] = kind switch
            {
                "stuck at zero" => 0,
                "stuck at one value" => 0xa7,
                "two values in turn" => (byte)(i % 2 == 0 ? 0x12 : 0x34),
                "three bits of four are ones" => (byte)(stream[i] | more[i]),
                "every fourth byte the same" => i % 4 == 0 ? (byte)0x42 : stream[i],
                _ => stream[i],
            };
        }

        return kind == "silent" ? [] : stream;
    }
}
