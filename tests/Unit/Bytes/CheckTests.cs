using Holdfast.Bytes;

namespace Holdfast.Unit.Bytes;

[TestClass]
public class CheckTests
{
    [TestMethod]
    public void ABrokenInvariantIsAFault()
    {
        Check.That(true, "holds");
        Expect.Throws(typeof(FaultException), () => Check.That(false, "broken"));
    }

    [TestMethod]
    public void BothComparisonsSeeEveryDifference()
    {
        byte[] left = new byte[] { 1, 2, 3 };
        Assert.IsTrue(Check.Same(left, new byte[] { 1, 2, 3 }));
        Assert.IsTrue(Check.SameSecret(left, new byte[] { 1, 2, 3 }));
        for (int i = 0; i < 3; i++)
        {
            byte[] right = new byte[] { 1, 2, 3 };
            right[i] ^= 0x80;
            Assert.IsFalse(Check.Same(left, right));
            Assert.IsFalse(Check.SameSecret(left, right));
        }

        Assert.IsFalse(Check.Same(left, new byte[] { 1, 2 }));
        Assert.IsFalse(Check.SameSecret(left, new byte[] { 1, 2 }));
        Assert.IsFalse(Check.Same(left, null!));
    }

    [TestMethod]
    public void Crc32MatchesItsPublishedCheckValue()
    {
        byte[] digits = new byte[] { 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39 };
        Assert.IsTrue(Crc32.Of(digits, 0, 9) == 0xCBF43926u);
    }
}
