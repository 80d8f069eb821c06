using System.Numerics;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>L1: the fee, by the text of bLIP-52.</summary>
[TestClass]
public sealed class OpeningFeeTests
{
    [TestMethod]
    [DataRow(42_000UL, 546_000UL, 1200U, 546_000UL)]
    [DataRow(500_000_000UL, 546_000UL, 1200U, 600_000UL)]
    [DataRow(999_999UL, 0UL, 1U, 1UL)]
    [DataRow(1_000_001UL, 0UL, 1U, 2UL)]
    [DataRow(0UL, 0UL, 0U, 0UL)]
    [DataRow(0UL, 7UL, uint.MaxValue, 7UL)]
    [DataRow(18_446_744_073_708UL, 0UL, 1_000_000U, 18_446_744_073_708UL)]
    public void TheFeeIsThatOfTheText(ulong size, ulong min, uint ppm, ulong fee) => Assert.AreEqual(fee, OpeningFee.Of(size, min, ppm));

    /// <summary>The last one overflows only in the addition; LDK, which has no addition, answers 18446744073710.</summary>
    [TestMethod]
    [DataRow(ulong.MaxValue, 2U)]
    [DataRow(18_446_744_073_710UL, 1_000_000U)]
    [DataRow(ulong.MaxValue, uint.MaxValue)]
    [DataRow(ulong.MaxValue, 1U)]
    public void AnOverflowIsNoFee(ulong size, uint ppm) => Assert.IsNull(OpeningFee.Of(size, 0, ppm));

    [TestMethod]
    public void TriplesAgreeWithLdksWayOfRounding()
    {
        Random random = new(52);
        BigInteger most = ulong.MaxValue;
        int refused = 0;
        for (int i = 0; i < 100_000; i++)
        {
            ulong size = (ulong)random.NextInt64() >> random.Next(64);
            uint ppm = (uint)random.NextInt64(1L << 32) >> random.Next(32);
            ulong min = (ulong)random.NextInt64() >> random.Next(64);
            BigInteger product = (BigInteger)size * ppm;
            ulong? ours = OpeningFee.Of(size, min, ppm);
            if (product > most - 999_999)
            {
                refused++;
                Assert.IsNull(ours, $"{size} {min} {ppm}");
                continue;
            }

            ulong ldk = ((ulong)product / 1_000_000) + ((ulong)product % 1_000_000 == 0 ? 0UL : 1UL); // division that rounds up, without an addition before it
            Assert.AreEqual(Math.Max(ldk, min), ours, $"{size} {min} {ppm}");
        }

        Assert.IsTrue(refused is > 5_000 and < 95_000, $"{refused} of 100000 overflow");
    }
}
