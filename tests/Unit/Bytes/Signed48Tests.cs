using Holdfast.Bytes;

namespace Holdfast.Unit.Bytes;

[TestClass]
public class Signed48Tests
{
    [TestMethod]
    public void TheSignIsTheHighestOf48Bits()
    {
        Assert.AreEqual(0L, Signed48.Of(0));
        Assert.AreEqual(1L, Signed48.Of(1));
        Assert.AreEqual(0x7fffffffffffL, Signed48.Of(0x7fffffffffff));
        Assert.AreEqual(-0x800000000000L, Signed48.Of(0x800000000000));
        Assert.AreEqual(-1000L, Signed48.Of(0xfffffffffc18));
        Assert.AreEqual(-1L, Signed48.Of(0xffffffffffff));
    }
}
