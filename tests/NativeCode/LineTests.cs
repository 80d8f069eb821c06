namespace Holdfast.NativeCode;

/// <summary>
/// The signer's line on the chip's own USB, over a stand-in of the chip's driver: the right part of the right array goes there and comes back, and nothing outside of it is
/// touched.
/// </summary>
[TestClass]
public sealed class LineTests
{
    [TestMethod]
    public void BytesGoAndComeInTheirPlaces()
    {
        // One test: the line is one for everybody.
        NativeLibrary library = NativeLibrary.Get();
        byte[] sent = [.. Enumerable.Range(1, 250).Select(i => (byte)i)];
        Assert.AreEqual((0, 0), library.Call("WriteLine", sent, 0, 1), "not open");
        Assert.AreEqual((0, 0), library.Call("ReadLine", sent, 0, 1), "not open");
        Assert.AreEqual((0, 0), library.Call("OpenLine", 0));
        Assert.AreEqual((0, 0), library.Call("OpenLine", -1));
        Assert.AreEqual((0, 0), library.Call("OpenLine", int.MinValue));
        Assert.AreEqual((0, 0), library.Call("OpenLine", 1000), "the chip's answer is passed on");
        Assert.AreEqual((0, 1), library.Call("OpenLine", 150));
        Assert.AreEqual((0, 1), library.Call("OpenLine", 150), "it is open already");

        Assert.AreEqual((0, 3), library.Call("WriteLine", sent, 2, 3));
        Assert.AreEqual((0, 128), library.Call("WriteLine", sent, 5, 245), "pieces of 64, as long as they find room");
        Assert.AreEqual((0, 0), library.Call("WriteLine", sent, 250, 0));

        byte[] came = new byte[8];
        Assert.AreEqual((0, 4), library.Call("ReadLine", came, 3, 4));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 3, 4, 5, 6, 0 }, came);
        Assert.AreEqual((0, 8), library.Call("ReadLine", came, 0, 8));
        CollectionAssert.AreEqual(new byte[] { 7, 8, 9, 10, 11, 12, 13, 14 }, came);
        byte[] rest = new byte[250];
        Assert.AreEqual((0, 119), library.Call("ReadLine", rest, 0, 250));
        CollectionAssert.AreEqual(sent[14..133], rest[..119]);
        Assert.AreEqual((0, 0), library.Call("ReadLine", came, 8, 0));
    }

    [TestMethod]
    [DataRow(-1, 1)]
    [DataRow(0, -1)]
    [DataRow(0, 9)]
    [DataRow(8, 1)]
    [DataRow(9, 0)]
    [DataRow(int.MaxValue, int.MaxValue)]
    [DataRow(int.MinValue, int.MinValue)]
    public void APartOutsideOfTheArrayIsAnError(int offset, int count)
    {
        foreach (string method in new[] { "ReadLine", "WriteLine" })
        {
            Assert.IsTrue(NativeLibrary.Get().Call(method, new byte[8], offset, count).Error < 0);
            Assert.IsTrue(NativeLibrary.Get().Call(method, null, offset, count).Error < 0);
            Assert.IsTrue(NativeLibrary.Get().Call(method, new ulong[8], 0, 1).Error < 0);
        }
    }
}
