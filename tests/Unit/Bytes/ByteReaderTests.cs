using Holdfast.Bytes;

namespace Holdfast.Unit.Bytes;

[TestClass]
public class ByteReaderTests
{
    [TestMethod]
    public void FieldsAreBigEndian()
    {
        ByteReader reader = new ByteReader(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 });

        Assert.AreEqual(1, (int)reader.U8());
        Assert.AreEqual(0x0203, (int)reader.U16());
        Assert.IsTrue(reader.U32() == 0x04050607u);
        Assert.IsTrue(reader.U64() == 0x08090a0b0c0d0e0ful);
        reader.End();
    }

    [TestMethod]
    public void WhatTheWriterWroteTheReaderReads()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.Flag(true);
        writer.U16(0xfffe);
        writer.U32(0xfffefdfc);
        writer.U64(0xfffefdfcfbfaf9f8);
        writer.Blob(new byte[] { 7, 8, 9 });

        ByteReader reader = new ByteReader(writer.ToArray());
        Assert.IsTrue(reader.Flag());
        Assert.IsTrue(reader.U16() == 0xfffe);
        Assert.IsTrue(reader.U32() == 0xfffefdfc);
        Assert.IsTrue(reader.U64() == 0xfffefdfcfbfaf9f8);
        Assert.IsTrue(Check.Same(new byte[] { 7, 8, 9 }, reader.Blob(3)));
        reader.End();
    }

    [TestMethod]
    public void RunningOutOfBytesIsMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[0]).U8());
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[1]).U16());
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[3]).U32());
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[7]).U64());
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[7]).Bytes(8));
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[7]).Bytes(-1));
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[] { 0, 2, 1 }).Blob(2));
    }

    [TestMethod]
    public void ABlobLongerThanAllowedIsMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[] { 0, 3, 1, 2, 3 }).Blob(2));
    }

    [TestMethod]
    public void AFlagIsZeroOrOne()
    {
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[] { 2 }).Flag());
    }

    [TestMethod]
    public void TrailingBytesAreMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[1]).End());
    }

    [TestMethod]
    public void ASliceNeverReadsItsNeighbours()
    {
        ByteReader reader = new ByteReader(new byte[] { 1, 2, 3, 4 }, 1, 2);
        Assert.IsTrue(reader.U16() == 0x0203);
        Expect.Throws(typeof(MalformedException), () => reader.U8());
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[4], 3, 2));
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[4], 5, 0));
        Expect.Throws(typeof(MalformedException), () => new ByteReader(new byte[4], 0, int.MaxValue));
    }
}
