using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

[TestClass]
public class SignerLoopTests
{
    [TestMethod]
    public void ARequestIsAnsweredUnderItsNumber()
    {
        ScriptedLine line = new ScriptedLine();
        SignerLoop loop = NewLoop(new EchoHandler(), line);

        line.ToDevice(HelloFrame(77));
        Assert.IsTrue(loop.Step());

        FrameReader host = new FrameReader(true, ProtocolLimits.MessageBytesMin);
        host.Add(line.FromDevice, 0, line.FromDeviceCount);
        Assert.IsTrue(host.Next());
        Assert.IsTrue(host.Sequence == 77);
        Assert.IsTrue(host.Message[0] == (byte)ReplyStatus.Ok);
    }

    [TestMethod]
    public void ASilentLineIsIdleTime()
    {
        EchoHandler handler = new EchoHandler();
        SignerLoop loop = NewLoop(handler, new ScriptedLine());

        Assert.IsFalse(loop.Step());
        Assert.IsFalse(loop.Step());
        Assert.AreEqual(2, handler.Idled);
    }

    [TestMethod]
    public void HalfAFrameIsWaitedForAndThenGivenUp()
    {
        EchoHandler handler = new EchoHandler();
        ScriptedLine line = new ScriptedLine();
        SignerLoop loop = NewLoop(handler, line);

        // The header of a long frame swallows the good one behind it until the line has been silent for 200 ms.
        byte[] half = new byte[20];
        System.Array.Copy(FrameWriter.Encode(new byte[900], 5, false, 0), 0, half, 0, half.Length);
        line.ToDevice(half);
        line.ToDevice(HelloFrame(6));
        Assert.IsTrue(loop.Step());
        line.NowMs = 199;
        Assert.IsFalse(loop.Step());
        Assert.AreEqual(0, line.FromDeviceCount);
        Assert.AreEqual(0, handler.Idled);

        line.NowMs = 200;
        Assert.IsTrue(loop.Step());
        FrameReader host = new FrameReader(true, ProtocolLimits.MessageBytesMin);
        host.Add(line.FromDevice, 0, line.FromDeviceCount);
        Assert.IsTrue(host.Next());
        Assert.IsTrue(host.Sequence == 6);
    }

    [TestMethod]
    public void AByteEvery150MillisecondsDoesNotKeepTheDeviceFromItsIdleWork()
    {
        EchoHandler handler = new EchoHandler();
        ScriptedLine line = new ScriptedLine();
        SignerLoop loop = NewLoop(handler, line);
        byte[] frame = FrameWriter.Encode(new byte[900], 5, false, 0);
        for (int i = 0; i < 60; i++)
        {
            line.ToDevice(new byte[] { frame[i] });
            loop.Step();
            loop.Step();
            line.NowMs += 150;
        }

        Assert.AreEqual(8, handler.Idled, "once a second in nine seconds");
    }

    [TestMethod]
    public void AFloodOfGarbageDoesNotKeepTheDeviceFromItsIdleWorkEither()
    {
        EchoHandler handler = new EchoHandler();
        ScriptedLine line = new ScriptedLine();
        SignerLoop loop = NewLoop(handler, line);
        line.ToDevice(Holdfast.Unit.Protocol.Sample.Bytes(6000, 4));
        for (int i = 0; i < 40; i++)
        {
            Assert.IsTrue(loop.Step());
            line.NowMs += 100;
        }

        Assert.IsTrue(handler.Idled >= 3);
    }

    [TestMethod]
    public void GarbageIsSkippedWithoutAnAnswer()
    {
        ScriptedLine line = new ScriptedLine();
        SignerLoop loop = NewLoop(new EchoHandler(), line);
        byte[] garbage = Holdfast.Unit.Protocol.Sample.Bytes(3000, 4);
        line.ToDevice(garbage);
        for (int i = 0; i < 40; i++)
        {
            loop.Step();
            line.NowMs += 200;
        }

        Assert.AreEqual(0, line.FromDeviceCount);
        line.ToDevice(HelloFrame(9));
        loop.Step();
        Assert.IsTrue(line.FromDeviceCount > 0);
    }

    private static SignerLoop NewLoop(EchoHandler handler, ScriptedLine line)
    {
        return new SignerLoop(handler, line, line, new SoftwareHmac());
    }

    private static byte[] HelloFrame(uint sequence)
    {
        Hello hello = new Hello();
        hello.ProtocolVersion = ProtocolLimits.Version;
        hello.HostNonce = new byte[16];
        return FrameWriter.Encode(hello.Encode(), sequence, false, 0);
    }

    /// <summary>A line, a clock and a very bad generator in one: everything that the loop is given.</summary>
    private sealed class ScriptedLine : ILink, IClock, IEntropy
    {
        public long NowMs;
        public byte[] FromDevice = new byte[4096];
        public int FromDeviceCount;

        private readonly byte[] _waiting = new byte[8192];
        private int _start;
        private int _end;

        public long UptimeMs
        {
            get { return NowMs; }
        }

        public int Available
        {
            get { return _end - _start; }
        }

        public void ToDevice(byte[] bytes)
        {
            System.Array.Copy(bytes, 0, _waiting, _end, bytes.Length);
            _end += bytes.Length;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            Assert.IsTrue(count <= Available, "a read that would wait");
            System.Array.Copy(_waiting, _start, buffer, offset, count);
            _start += count;
            return count;
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            System.Array.Copy(buffer, offset, FromDevice, FromDeviceCount, count);
            FromDeviceCount += count;
        }

        public void Fill(byte[] buffer)
        {
        }
    }
}
