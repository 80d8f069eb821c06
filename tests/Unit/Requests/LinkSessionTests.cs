using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

[TestClass]
public class LinkSessionTests
{
    [TestMethod]
    public void BeforeHelloNothingIsAnswered()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);

        Failed(session.Answer(1, new NodeKeys().Encode()), ReplyStatus.NotNow, ErrorCode.NoSession);
        Failed(session.Answer(1, new Status().Encode()), ReplyStatus.NotNow, ErrorCode.NoSession);
        Failed(session.Answer(1, new byte[0]), ReplyStatus.Malformed, ErrorCode.UnknownMessage);
        Assert.AreEqual(0, handler.Handled);
    }

    [TestMethod]
    public void AStrangerGetsStatusAndNothingSealed()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        SayHello(session, 1);

        Assert.IsTrue(session.Answer(1, new Status().Encode())[0] == (byte)ReplyStatus.Ok);
        Failed(session.Answer(2, new NodeKeys().Encode()), ReplyStatus.NotNow, ErrorCode.Locked);
        Failed(session.Answer(2, new byte[] { 200, 1, 2, 3, 4, 5, 6, 7, 8 }), ReplyStatus.NotNow, ErrorCode.Locked);
        Assert.AreEqual(0, handler.Handled);
    }

    [TestMethod]
    public void ABlankAndAStoppedDeviceSaySo()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        SayHello(session, 1);

        handler.State = DeviceState.Blank;
        Failed(session.Answer(1, new NodeKeys().Encode()), ReplyStatus.NotNow, ErrorCode.Blank);
        handler.State = DeviceState.Stopped;
        Reply stopped = Failed(session.Answer(1, new NodeKeys().Encode()), ReplyStatus.Fault, ErrorCode.Stopped);
        Assert.AreEqual("why", stopped.Sentence);
    }

    [TestMethod]
    public void ASealedRequestReachesTheDeviceWithoutItsSeal()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);

        byte[] request = new NodeKeys().Encode();
        Reply reply = Reply.Decode(session.Answer(1, Sealed(key, 1, request)));
        Assert.IsTrue(Check.Same(request, reply.Body));
        Assert.AreEqual(1, handler.Handled);
    }

    [TestMethod]
    public void TheLastRequestAgainGetsItsReplyAgainAndExecutesNothing()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);
        byte[] request = Sealed(key, 1, new NodeKeys().Encode());

        byte[] first = session.Answer(1, request);
        SayHello(session, 1);
        SayUnlock(session);
        byte[] second = session.Answer(1, request);

        Assert.IsTrue(Check.Same(first, second));
        Assert.AreEqual(1, handler.Handled);
    }

    [TestMethod]
    public void TheSameNumberWithOtherBytesIsMalformed()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);
        session.Answer(1, Sealed(key, 1, new NodeKeys().Encode()));

        byte[] other = new byte[] { (byte)MessageId.NodeKeys, 1 };
        Failed(session.Answer(1, Sealed(key, 1, other)), ReplyStatus.Malformed, ErrorCode.SequenceReused);
        Assert.AreEqual(1, handler.Handled);
    }

    [TestMethod]
    public void AnOlderNumberIsStale()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);
        byte[] old = Sealed(key, 1, new NodeKeys().Encode());
        session.Answer(1, old);
        session.Answer(7, Sealed(key, 7, new NodeKeys().Encode()));

        Failed(session.Answer(1, old), ReplyStatus.Malformed, ErrorCode.SequenceStale);
        Failed(session.Answer(0, Sealed(key, 0, new NodeKeys().Encode())), ReplyStatus.Malformed, ErrorCode.SequenceStale);
        Assert.AreEqual(2, handler.Handled);
    }

    [TestMethod]
    public void EveryOtherSealIsRefusedAndUsesUpNoNumber()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);
        byte[] good = Sealed(key, 5, new NodeKeys().Encode());

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = Copy(good, good.Length);
            bad[bit >> 3] ^= (byte)(1 << (bit & 7));
            if (!Seal.IsRequired((MessageId)bad[0]))
            {
                continue;
            }

            Failed(session.Answer(5, bad), ReplyStatus.Malformed, ErrorCode.BadSeal);
        }

        for (int count = 1; count < good.Length; count++)
        {
            Failed(session.Answer(5, Copy(good, count)), ReplyStatus.Malformed, ErrorCode.BadSeal);
        }

        Failed(session.Answer(6, good), ReplyStatus.Malformed, ErrorCode.BadSeal);
        Assert.AreEqual(0, handler.Handled);
        Assert.IsTrue(session.Answer(5, good)[0] == (byte)ReplyStatus.Ok);
    }

    [TestMethod]
    public void ARequestOfAnotherSessionIsWorthless()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] recorded = Sealed(Open(session, 1), 1, new NodeKeys().Encode());

        byte[] key = Open(session, 2);
        Failed(session.Answer(1, recorded), ReplyStatus.Malformed, ErrorCode.BadSeal);
        Assert.IsTrue(session.Answer(1, Sealed(key, 1, new NodeKeys().Encode()))[0] == (byte)ReplyStatus.Ok);
    }

    [TestMethod]
    public void ANewSessionIsLockedAndCountsAnew()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);
        session.Answer(90, Sealed(key, 90, new NodeKeys().Encode()));

        SayHello(session, 2);
        Failed(session.Answer(91, Sealed(key, 91, new NodeKeys().Encode())), ReplyStatus.NotNow, ErrorCode.Locked);
        Assert.IsTrue(session.Answer(1, new Status().Encode())[0] == (byte)ReplyStatus.Ok);
    }

    [TestMethod]
    public void AWrongHalfDoesNotUnlock()
    {
        EchoHandler handler = new EchoHandler();
        handler.HostHalf = Holdfast.Unit.Protocol.Sample.Bytes(32, 1);
        LinkSession session = NewSession(handler);
        SayHello(session, 1);

        Failed(SayUnlock(session), ReplyStatus.NotNow, ErrorCode.WrongHostHalf);
        Failed(session.Answer(1, new NodeKeys().Encode()), ReplyStatus.NotNow, ErrorCode.Locked);
    }

    [TestMethod]
    public void AMalformedHelloChangesNothing()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);
        Failed(session.Answer(0, new byte[] { (byte)MessageId.Hello, ProtocolLimits.Version, 2 }), ReplyStatus.Malformed, ErrorCode.BadBody);
        Assert.IsTrue(session.Answer(1, Sealed(key, 1, new NodeKeys().Encode()))[0] == (byte)ReplyStatus.Ok);
    }

    [TestMethod]
    public void AfterAWipeTheSessionIsLocked()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] key = Open(session, 1);

        Assert.IsTrue(session.Answer(1, new Wipe().Encode())[0] == (byte)ReplyStatus.Ok);
        Failed(session.Answer(2, Sealed(key, 2, new NodeKeys().Encode())), ReplyStatus.NotNow, ErrorCode.Locked);
    }

    private static LinkSession NewSession(EchoHandler handler)
    {
        return new LinkSession(handler, new SoftwareHmac(), new CountingEntropy());
    }

    private static HelloReply SayHello(LinkSession session, int nonceSeed)
    {
        Hello hello = new Hello();
        hello.ProtocolVersion = ProtocolLimits.Version;
        hello.HostNonce = Holdfast.Unit.Protocol.Sample.Bytes(16, nonceSeed);
        return HelloReply.Decode(new ByteReader(Reply.Decode(session.Answer(0, hello.Encode())).Body));
    }

    private static byte[] SayUnlock(LinkSession session)
    {
        Unlock unlock = new Unlock();
        unlock.HostHalf = new byte[32];
        return session.Answer(0, unlock.Encode());
    }

    // Hello, Unlock, and the session key as PROTOCOL.md derives it.
    private static byte[] Open(LinkSession session, int nonceSeed)
    {
        HelloReply hello = SayHello(session, nonceSeed);
        Assert.IsTrue(SayUnlock(session)[0] == (byte)ReplyStatus.Ok);
        SoftwareHmac hmac = new SoftwareHmac();
        byte[] nonces = new byte[32];
        System.Array.Copy(Holdfast.Unit.Protocol.Sample.Bytes(16, nonceSeed), 0, nonces, 0, 16);
        System.Array.Copy(hello.DeviceNonce, 0, nonces, 16, 16);
        return hmac.Sha256(hmac.Sha256(new byte[32], Ascii.Bytes("holdfast link")), nonces);
    }

    private static byte[] Sealed(byte[] key, uint sequence, byte[] request)
    {
        byte[] mac = new SoftwareHmac().Sha256(key, Seal.Input(sequence, request));
        byte[] message = new byte[request.Length + 8];
        System.Array.Copy(request, 0, message, 0, request.Length);
        System.Array.Copy(mac, 0, message, request.Length, 8);
        return message;
    }

    private static byte[] Copy(byte[] bytes, int count)
    {
        byte[] copy = new byte[count];
        System.Array.Copy(bytes, 0, copy, 0, count);
        return copy;
    }

    private static Reply Failed(byte[] bytes, ReplyStatus status, ErrorCode code)
    {
        Reply reply = Reply.Decode(bytes);
        Assert.IsTrue(reply.Status == status, "status");
        Assert.AreEqual((int)code, (int)reply.Code);
        return reply;
    }

    private sealed class CountingEntropy : IEntropy
    {
        private byte _next;

        public void Fill(byte[] buffer)
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                buffer[i] = ++_next;
            }
        }
    }
}
