using Holdfast.Chain;

namespace Holdfast.Unit.Chain;

/// <summary>The compact form with its corners, comparison, and how much work a target stands for.</summary>
[TestClass]
public class TargetTests
{
    [TestMethod]
    public void TheCompactFormIsReadAndWritten()
    {
        uint[] same = { 0x1d00ffff, 0x207fffff, 0x1e0377ae, 0x17028c61, 0x1c05a3f4, 0x04123456, 0x05009234, 0x03123456, 0x02123400, 0x02008000, 0x01120000, 0x2100ffff };
        for (int i = 0; i < same.Length; i++)
        {
            Assert.AreEqual(same[i], Target.Encode(Target.Decode(same[i])));
        }

        uint[] genesis = Target.Decode(0x1d00ffff);
        Assert.AreEqual(0xffff0000u, genesis[6]);
        Assert.AreEqual(0u, genesis[5]);
        Assert.AreEqual(0u, genesis[7]);
        Assert.AreEqual(0x7fffff00u, Target.Decode(0x207fffff)[7]);
        Assert.AreEqual(0x12u, Target.Decode(0x01123456)[0]);
        Assert.AreEqual(0x1234u, Target.Decode(0x02123456)[0]);
    }

    [TestMethod]
    public void ALongerFormOfANumberIsReadAndWrittenInItsShortOne()
    {
        Assert.AreEqual(0x02008000u, Target.Encode(Target.Decode(0x03000080)));
        Assert.AreEqual(0x1d00ffffu, Target.Encode(Target.Decode(0x1d00ffff)));
        Assert.AreEqual(0x1c7fffffu, Target.Encode(Target.Decode(0x1c7fffff)));
        Assert.AreEqual(0x2000ffffu, Target.Encode(Target.Decode(0x2000ffff)));
        Assert.AreEqual(0x2100ff00u, Target.Encode(Target.Decode(0x220000ff)));
    }

    [TestMethod]
    public void ZeroNegativeAndTooLongAreNoTargets()
    {
        uint[] none =
        {
            0, 0x00123456, 0x01003456, 0x02000056, 0x03000000, 0x04000000, 0x1d000000, 0x01fedcba, 0x04923456, 0x1d80ffff, 0x00ffffff, 0xff123456, 0x23000001,
            0x22000100, 0x21010000, 0x220100ff, 0x80000001,
        };
        for (int i = 0; i < none.Length; i++)
        {
            Assert.IsNull(Target.Decode(none[i]), none[i].ToString());
        }

        Assert.IsNotNull(Target.Decode(0x220000ff));
        Assert.IsNotNull(Target.Decode(0x2100ffff));
    }

    [TestMethod]
    public void AHashOfExactlyTheTargetMeetsIt()
    {
        uint[] target = Target.Decode(0x1d00ffff);
        byte[] hash = new byte[32];
        hash[26] = 0xff;
        hash[27] = 0xff;
        Assert.IsTrue(Target.IsMet(target, hash));
        hash[0] = 1;
        Assert.IsFalse(Target.IsMet(target, hash));
        hash[26] = 0xfe;
        Assert.IsTrue(Target.IsMet(target, hash));
        hash[28] = 1;
        Assert.IsFalse(Target.IsMet(target, hash));
        hash[28] = 0;
        hash[31] = 0x80;
        Assert.IsFalse(Target.IsMet(target, hash));
    }

    [TestMethod]
    public void TheChangeOfATargetIsBounded()
    {
        Assert.AreEqual(0x1b3fffc0u, Target.Retarget(0x1c00ffff, 0, 0x1d00ffff));
        Assert.AreEqual(0x1b3fffc0u, Target.Retarget(0x1c00ffff, -5000000000, 0x1d00ffff));
        Assert.AreEqual(0x1b3fffc0u, Target.Retarget(0x1c00ffff, 302400, 0x1d00ffff));
        Assert.AreEqual(0x1c00ffffu, Target.Retarget(0x1c00ffff, 1209600, 0x1d00ffff));
        Assert.AreEqual(0x1c03fffcu, Target.Retarget(0x1c00ffff, 4838400, 0x1d00ffff));
        Assert.AreEqual(0x1c03fffcu, Target.Retarget(0x1c00ffff, 5000000000, 0x1d00ffff));
    }

    [TestMethod]
    public void NoTargetRisesAboveTheLimitAndNoProductOverflows()
    {
        Assert.AreEqual(0x1d00ffffu, Target.Retarget(0x1d00ffff, 1209601, 0x1d00ffff));
        Assert.AreEqual(0x1e0377aeu, Target.Retarget(0x1e0377ae, 4838400, 0x1e0377ae));
        Assert.AreEqual(0x207fffffu, Target.Retarget(0x207fffff, 4838400, 0x207fffff));
        Assert.AreEqual(0x207fffffu, Target.Retarget(0x207fffff, 1209600, 0x207fffff));
        Assert.AreEqual(0x201fffffu, Target.Retarget(0x207fffff, 302400, 0x207fffff));
    }

    [TestMethod]
    public void TheWorkOfATargetIsWhatNodesCount()
    {
        Assert.AreEqual(2ul, Work.Of(Target.Decode(0x207fffff)).Low);
        Assert.AreEqual(0x100010001ul, Work.Of(Target.Decode(0x1d00ffff)).Low);
        Assert.AreEqual(0ul, Work.Of(Target.Decode(0x1d00ffff)).High);
        Assert.AreEqual(4838420ul, Work.Of(Target.Decode(0x1e0377ae)).Low);
        Assert.AreEqual(1ul, Work.Of(Target.Decode(0x2100ffff)).Low);

        // 2^256 / (0x8000 * 2^160 + 1), just below 2^81.
        Work large = Work.Of(Target.Decode(0x17008000));
        Assert.AreEqual(0x1fffful, large.High);
        Assert.AreEqual(ulong.MaxValue, large.Low);
    }

    [TestMethod]
    public void WorkIsAddedWithItsCarry()
    {
        Work sum = new Work(1, ulong.MaxValue).Plus(new Work(2, 1));
        Assert.AreEqual(4ul, sum.High);
        Assert.AreEqual(0ul, sum.Low);
        Assert.IsTrue(new Work(1, 0).IsMoreThan(new Work(0, ulong.MaxValue)));
        Assert.IsTrue(new Work(1, 2).IsMoreThan(new Work(1, 1)));
        Assert.IsFalse(new Work(1, 1).IsMoreThan(new Work(1, 1)));
        Assert.IsFalse(new Work(0, 9).IsMoreThan(new Work(1, 1)));
    }
}
