using System.Numerics;
using Holdfast.Vault;

namespace Holdfast.Unit.Desktop.Vault;

/// <summary>The opening fee of bLIP-52 against its arithmetic in whole numbers, with the overflow of 64 bits where the text has it.</summary>
[TestClass]
public class JitFeeTests
{
    [TestMethod]
    [DataRow(42000UL, 546000UL, 1200u, 546000UL)]
    [DataRow(500000000UL, 546000UL, 1200u, 600000UL)]
    [DataRow(999999UL, 0UL, 1u, 1UL)]
    [DataRow(1000001UL, 0UL, 1u, 2UL)]
    [DataRow(0UL, 0UL, 0u, 0UL)]
    [DataRow(ulong.MaxValue, 7UL, 0u, 7UL)]
    [DataRow(ulong.MaxValue - 999999, 0UL, 1u, 18446744073709UL)]
    [DataRow(ulong.MaxValue, 0UL, 1u, JitFee.None)]
    [DataRow(ulong.MaxValue - 999998, 0UL, 1u, JitFee.None)]
    [DataRow(ulong.MaxValue, 0UL, 2u, JitFee.None)]
    [DataRow(18446744073710UL, 0UL, 1000000u, JitFee.None)]
    [DataRow(1UL, 0UL, uint.MaxValue, 4295UL)]
    public void KnownFees(ulong size, ulong least, uint ppm, ulong fee) => Assert.AreEqual(fee, JitFee.Of(size, least, ppm));

    [TestMethod]
    public void AHundredThousandFeesAreThoseOfWholeNumbers()
    {
        Random random = new(52);
        int overflows = 0;
        for (int i = 0; i < 100_000; i++)
        {
            ulong size = Number(random, 64);
            ulong least = Number(random, 64);
            uint ppm = (uint)Number(random, 32);
            BigInteger sum = ((BigInteger)size * ppm) + 999_999;
            ulong fee = JitFee.Of(size, least, ppm);
            if (sum > ulong.MaxValue)
            {
                Assert.AreEqual(JitFee.None, fee, $"{size} {least} {ppm}");
                overflows++;
            }
            else
            {
                Assert.AreEqual((ulong)BigInteger.Max(sum / 1_000_000, least), fee, $"{size} {least} {ppm}");
            }
        }

        Assert.IsTrue(overflows is > 10_000 and < 90_000, $"{overflows} overflows");
    }

    // Every length is as likely as every other one, and the ends of a length come often.
    private static ulong Number(Random random, int bits)
    {
        int length = random.Next(bits + 1);
        ulong most = length == 64 ? ulong.MaxValue : (1UL << length) - 1;
        return random.Next(8) switch
        {
            0 => most,
            1 => most - (ulong)Math.Min(length, random.Next(3)),
            _ => (ulong)random.NextInt64() * 2 & most,
        };
    }
}
