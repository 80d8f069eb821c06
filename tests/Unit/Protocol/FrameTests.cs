using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class FrameTests
{
    [TestMethod]
    public void AFrameIsWhatTheDocumentDraws()
    {
        byte[] frame = FrameWriter.Encode(new byte[] { 0x11, 0x22 }, 0x01020304, true, 0);

        Assert.AreEqual(16, frame.Length);
        byte[] start = new byte[] { 0xA5, 0x5A, 0xC0, 1, 2, 3, 4, 0, 2 };
        for (int i = 0; i < start.Length; i++)
        {
            Assert.IsTrue(frame[i] == start[i]);
        }

        Assert.IsTrue(frame[9] == (byte)Crc32.Of(frame, 2, 7));
        Assert.IsTrue(frame[10] == 0x11 && frame[11] == 0x22);
        uint crc = Crc32.Of(frame, 2, 10);
        Assert.IsTrue(frame[12] == (byte)(crc >> 24) && frame[15] == (byte)crc);
    }

    [DataRow(0, 1)]
    [DataRow(1, 1)]
    [DataRow(1024, 1)]
    [DataRow(1025, 2)]
    [DataRow(2048, 2)]
    [DataRow(8192, 8)]
    [DataRow(8193, 9)]
    [DataRow(105419, 103)]
    [DataRow(131072, 128)]
    [TestMethod]
    public void AMessageSurvivesItsFrames(int length, int frames)
    {
        byte[] message = Sample.Bytes(length, length + 1);
        Assert.AreEqual(frames, FrameWriter.Count(length));

        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMax);
        Assert.AreEqual(1, Feed(reader, Stream(message, 7), 0));
        Assert.IsTrue(reader.Sequence == 7);
        Assert.IsTrue(Check.Same(message, reader.Message));
    }

    [TestMethod]
    public void AMessageSurvivesByteByByte()
    {
        byte[] message = Sample.Bytes(1500, 1);
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        Assert.AreEqual(1, Feed(reader, Stream(message, 9), 1));
        Assert.IsTrue(Check.Same(message, reader.Message));
    }

    [TestMethod]
    public void AMessageAboveTheLimitIsNotWritten()
    {
        Expect.Throws(typeof(FaultException), () => FrameWriter.Count(131073));
        Expect.Throws(typeof(FaultException), () => FrameWriter.Encode(new byte[10], 1, false, 1));
    }

    [TestMethod]
    public void GarbageBeforeBetweenAndBehindIsSkipped()
    {
        byte[] message = Sample.Bytes(30, 2);
        byte[] noise = new byte[] { 0xA5, 0xA5, 0x5A, 0x00, 0xA5, 0x5A, 0xA5 };
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        int found = Feed(reader, noise, 0) + Feed(reader, Stream(message, 1), 0) + Feed(reader, noise, 0) + Feed(reader, Stream(message, 2), 3);
        Silence(reader);
        Assert.AreEqual(2, found);
        Assert.IsTrue(reader.Sequence == 2);
    }

    [TestMethod]
    public void EveryFlippedBitLosesAtMostThatFrame()
    {
        byte[] first = FrameWriter.Encode(Sample.Bytes(5, 3), 1, false, 0);
        byte[] second = FrameWriter.Encode(Sample.Bytes(6, 4), 2, false, 0);
        for (int bit = 0; bit < first.Length * 8; bit++)
        {
            byte[] damaged = Join(first, second);
            damaged[bit >> 3] ^= (byte)(1 << (bit & 7));
            FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
            int found = Feed(reader, damaged, 0) + Silence(reader);
            Assert.AreEqual(1, found);
            Assert.IsTrue(reader.Sequence == 2);
        }
    }

    [TestMethod]
    public void EveryPrefixIsNoMessageAndTheRepeatIsFound()
    {
        byte[] message = Sample.Bytes(1100, 5);
        byte[] stream = Stream(message, 3);
        for (int cut = 0; cut < stream.Length; cut += cut < 30 ? 1 : 13)
        {
            byte[] prefix = new byte[cut];
            System.Array.Copy(stream, 0, prefix, 0, cut);
            FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
            Assert.AreEqual(0, Feed(reader, prefix, 0) + Silence(reader));
            Assert.AreEqual(1, Feed(reader, stream, 0) + Silence(reader));
            Assert.IsTrue(Check.Same(message, reader.Message));
        }
    }

    [TestMethod]
    public void AFrameSwallowedByABrokenOneIsFoundInsideIt()
    {
        byte[] broken = FrameWriter.Encode(Sample.Bytes(1000, 6), 1, false, 0);
        byte[] half = new byte[40];
        System.Array.Copy(broken, 0, half, 0, half.Length);
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        Assert.AreEqual(0, Feed(reader, Join(half, FrameWriter.Encode(Sample.Bytes(20, 7), 2, false, 0)), 0));
        Assert.IsTrue(reader.IsInsideFrame);
        reader.GiveUpFrame();
        Assert.IsTrue(reader.Next());
        Assert.IsTrue(reader.Sequence == 2);
    }

    [TestMethod]
    public void ALengthAboveTheBoundIsNeverWaitedFor()
    {
        byte[] frame = FrameWriter.Encode(Sample.Bytes(1024, 8), 1, false, 0);
        frame[7] = 0x04;
        frame[8] = 0x01;
        frame[9] = (byte)Crc32.Of(frame, 2, 7);
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        Assert.AreEqual(1, Feed(reader, Join(frame, FrameWriter.Encode(Sample.Bytes(4, 9), 2, false, 0)), 0) + Silence(reader));
        Assert.IsTrue(reader.Sequence == 2);
    }

    [TestMethod]
    public void FramesOfTheOtherDirectionAreSkipped()
    {
        FrameReader host = new FrameReader(true, ProtocolLimits.MessageBytesMin);
        Assert.AreEqual(0, Feed(host, Stream(Sample.Bytes(10, 1), 1), 0) + Silence(host));
        Assert.AreEqual(1, Feed(host, FrameWriter.Encode(Sample.Bytes(10, 1), 1, true, 0), 0));
    }

    [TestMethod]
    public void AMissingFrameDropsTheMessageAndTheRepeatIsFound()
    {
        byte[] message = Sample.Bytes(3000, 10);
        for (int lost = 0; lost < 3; lost++)
        {
            FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
            int found = 0;
            for (int i = 0; i < 3; i++)
            {
                if (i != lost)
                {
                    found += Feed(reader, FrameWriter.Encode(message, 4, false, i), 0);
                }
            }

            Assert.AreEqual(0, found);
            Assert.AreEqual(1, Feed(reader, Stream(message, 4), 0));
            Assert.IsTrue(Check.Same(message, reader.Message));
        }
    }

    [TestMethod]
    public void AFrameThatComesTwiceCountsOnce()
    {
        byte[] message = Sample.Bytes(3000, 11);
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        int found = 0;
        for (int i = 0; i < 3; i++)
        {
            byte[] frame = FrameWriter.Encode(message, 5, false, i);
            found += Feed(reader, frame, 0);
            if (i == 1)
            {
                found += Feed(reader, frame, 0);
            }
        }

        Assert.AreEqual(1, found);
        Assert.IsTrue(Check.Same(message, reader.Message));
    }

    [TestMethod]
    public void SwappedFramesAreNoMessage()
    {
        byte[] message = Sample.Bytes(3000, 12);
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        int found = Feed(reader, FrameWriter.Encode(message, 6, false, 0), 0)
            + Feed(reader, FrameWriter.Encode(message, 6, false, 2), 0)
            + Feed(reader, FrameWriter.Encode(message, 6, false, 1), 0);
        Assert.AreEqual(0, found);
    }

    [TestMethod]
    public void FramesOfTwoMessagesAreNeverMixed()
    {
        byte[] message = Sample.Bytes(2000, 13);
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        Assert.AreEqual(0, Feed(reader, FrameWriter.Encode(message, 1, false, 0), 0) + Feed(reader, FrameWriter.Encode(message, 2, false, 1), 0));
    }

    [TestMethod]
    public void NoMessageGrowsBeyondTheLimit()
    {
        FrameReader reader = new FrameReader(false, ProtocolLimits.MessageBytesMin);
        byte[] message = Sample.Bytes(8192, 14);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 7; i++)
            {
                Assert.AreEqual(0, Feed(reader, FrameWriter.Encode(message, 1, false, i), 0));
            }
        }

        Assert.AreEqual(1, Feed(reader, FrameWriter.Encode(message, 1, false, 7), 0));
        Assert.AreEqual(8192, reader.Message.Length);
    }

    [TestMethod]
    public void ALongerMessageThanTheReaderTakesIsDroppedAndTheNextOneIsFound()
    {
        FrameReader reader = new FrameReader(false, 8192);
        Assert.AreEqual(0, Feed(reader, Stream(Sample.Bytes(8193, 15), 1), 0));
        Assert.AreEqual(0, Feed(reader, Stream(Sample.Bytes(131072, 16), 2), 0));
        Assert.AreEqual(1, Feed(reader, Stream(Sample.Bytes(8192, 17), 3), 0));
        Assert.AreEqual(8192, reader.Message.Length);
    }

    [TestMethod]
    public void UpToEightFramesTheFrameIsThatOfVersionOne()
    {
        byte[] last = FrameWriter.Encode(Sample.Bytes(8192, 18), 1, false, 7);
        Assert.AreEqual(0x47, (int)last[2]);
        Assert.AreEqual(0x04, (int)last[7]);
        Assert.AreEqual(0x00, (int)last[8]);

        byte[] ninth = FrameWriter.Encode(Sample.Bytes(8193, 19), 1, false, 8);
        Assert.AreEqual(0x40, (int)ninth[2]);
        Assert.AreEqual(0x08, (int)ninth[7]);
        Assert.AreEqual(0x01, (int)ninth[8]);
    }

    private static byte[] Stream(byte[] message, uint sequence)
    {
        byte[] stream = new byte[0];
        for (int i = 0; i < FrameWriter.Count(message.Length); i++)
        {
            stream = Join(stream, FrameWriter.Encode(message, sequence, false, i));
        }

        return stream;
    }

    private static byte[] Join(byte[] left, byte[] right)
    {
        byte[] joined = new byte[left.Length + right.Length];
        System.Array.Copy(left, 0, joined, 0, left.Length);
        System.Array.Copy(right, 0, joined, left.Length, right.Length);
        return joined;
    }

    // Feeds in pieces of the given size (0: as many as fit) and counts messages.
    private static int Feed(FrameReader reader, byte[] bytes, int piece)
    {
        int found = 0;
        int offset = 0;
        while (offset < bytes.Length)
        {
            int count = piece == 0 || piece > bytes.Length - offset ? bytes.Length - offset : piece;
            int taken = reader.Add(bytes, offset, count);
            Assert.IsTrue(taken > 0);
            offset += taken;
            while (reader.Next())
            {
                found++;
            }
        }

        return found;
    }

    // The line falls silent: gives up what began until nothing is left.
    private static int Silence(FrameReader reader)
    {
        int found = 0;
        while (reader.IsInsideFrame)
        {
            reader.GiveUpFrame();
            while (reader.Next())
            {
                found++;
            }
        }

        return found;
    }
}
