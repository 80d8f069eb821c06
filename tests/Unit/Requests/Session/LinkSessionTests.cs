using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

[TestClass]
public class LinkSessionTests
{
    private static readonly byte[] s_half = new byte[32];

    [TestMethod]
    public void AStrangerGetsHelloAndStatusAndNothingElse()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);

        Assert.IsTrue(session.Answer(1, LinkHost.Hello(1))[0] == (byte)ReplyStatus.Ok);
        Assert.IsTrue(session.Answer(1, new Status().Encode())[0] == (byte)ReplyStatus.Ok);
        Failed(session.Answer(2, new NodeKeys().Encode()), ReplyStatus.NotNow, ErrorCode.Locked);
        Failed(session.Answer(2, new byte[] { 200, 1, 2, 3, 4, 5, 6, 7, 8 }), ReplyStatus.NotNow, ErrorCode.Locked);
        Failed(session.Answer(2, new byte[] { 100, 1, 2, 3 }), ReplyStatus.NotNow, ErrorCode.Locked);
        Failed(session.Answer(1, new byte[0]), ReplyStatus.Malformed, ErrorCode.UnknownMessage);
        Assert.AreEqual(0, handler.Handled);
    }

    [TestMethod]
    public void ABlankAndAStoppedDeviceSaySo()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);

        handler.State = DeviceState.Blank;
        Failed(session.Answer(1, new NodeKeys().Encode()), ReplyStatus.NotNow, ErrorCode.Blank);
        handler.State = DeviceState.Stopped;
        Reply stopped = Failed(session.Answer(1, new NodeKeys().Encode()), ReplyStatus.Fault, ErrorCode.Stopped);
        Assert.AreEqual("why", stopped.Sentence);
    }

    [TestMethod]
    public void AWrongHalfDoesNotUnlockAndLeavesTheSessionAlone()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost owner = Open(session, 1);

        LinkHost wrong = new LinkHost(Fill(1), 2);
        Failed(session.Answer(3, wrong.Veil(session.Answer(0, LinkHost.Hello(2)), UnlockWith(Fill(1)))), ReplyStatus.NotNow, ErrorCode.WrongHostHalf);
        Answered(owner, session, 1);
    }

    [TestMethod]
    public void EveryChangedBitOfAnUnlockIsRefused()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = new LinkHost(s_half, 3);
        byte[] good = host.Veil(session.Answer(0, LinkHost.Hello(1)), UnlockWith(s_half));
        for (int bit = 8; bit < good.Length * 8; bit += bit > 16 * 8 && bit < 50 * 8 ? 37 : 1)
        {
            byte[] bad = Copy(good, good.Length);
            bad[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.IsFalse((session.Answer(1, bad)[0] & 0x7f) == (byte)ReplyStatus.Ok, "a changed bit");
        }

        for (int count = 1; count < good.Length; count++)
        {
            Assert.IsFalse((session.Answer(1, Copy(good, count))[0] & 0x7f) == (byte)ReplyStatus.Ok, "a prefix");
        }

        Assert.IsTrue(host.Read(1, session.Answer(1, good)).Status == ReplyStatus.Ok);
    }

    /// <summary>What the device said of itself at Hello is part of the handshake: another version, limit or volume told on the cable opens nothing.</summary>
    [TestMethod]
    public void AChangedGreetingOpensNothing()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        byte[] greeting = session.Answer(0, LinkHost.Hello(1));
        Reply envelope = Reply.Decode(greeting);
        for (int i = 1; i < envelope.Body.Length; i++)
        {
            byte[] body = Copy(envelope.Body, envelope.Body.Length);
            body[i] ^= 1;
            HelloReply told;
            try
            {
                told = HelloReply.Decode(new ByteReader(body));
            }
            catch (MalformedException)
            {
                continue;
            }

            if (!Check.Same(told.DevicePoint, HelloReply.Decode(new ByteReader(envelope.Body)).DevicePoint))
            {
                continue;
            }

            byte[] answer = session.Answer(1, new LinkHost(s_half, 4).Veil(Reply.Ok(body, envelope.Receipt), UnlockWith(s_half)));
            Assert.IsFalse((answer[0] & 0x7f) == (byte)ReplyStatus.Ok, "byte " + i.ToString());
        }
    }

    /// <summary>A wiretapper's own Hello, and a second program's: the offer stays for whoever has the half, the session stays as it is.</summary>
    [TestMethod]
    public void AnybodysHelloChangesNothing()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost owner = Open(session, 1);
        byte[] request = owner.Seal(5, new NodeKeys().Encode());
        byte[] reply = session.Answer(5, request);

        byte[] offered = session.Answer(0, LinkHost.Hello(2));
        for (int i = 0; i < 20; i++)
        {
            Assert.IsTrue(Check.Same(offered, session.Answer(0, LinkHost.Hello(3 + i))), "another Hello changed the offer");
        }

        Assert.IsTrue(Check.Same(reply, session.Answer(5, request)), "the remembered reply is gone");
        Answered(owner, session, 6);
        LinkHost second = new LinkHost(s_half, 8);
        Assert.IsTrue(second.Read(1, session.Answer(1, second.Veil(offered, UnlockWith(s_half)))).Status == ReplyStatus.Ok);
    }

    [TestMethod]
    public void ARecordedUnlockOpensNothingAndDoesNotDisturb()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = new LinkHost(s_half, 5);
        byte[] recorded = host.Veil(session.Answer(0, LinkHost.Hello(1)), UnlockWith(s_half));
        byte[] first = session.Answer(1, recorded);
        Assert.IsTrue(host.Read(1, first).Status == ReplyStatus.Ok);
        Answered(host, session, 9);

        // The very same is the repeat of a host that lost the reply: it gets that reply, and the count goes on.
        Assert.IsTrue(Check.Same(first, session.Answer(1, recorded)));
        session.Answer(0, LinkHost.Hello(2));
        Failed(session.Answer(2, recorded), ReplyStatus.NotNow, ErrorCode.NoSession);
        Assert.IsTrue(host.Read(9, host.Seal(9, new NodeKeys().Encode()), session.Answer(9, host.Seal(9, new NodeKeys().Encode()))).Status == ReplyStatus.Ok);
        Assert.AreEqual(1, handler.Handled);

        LinkHost later = Open(session, 6);
        Failed(session.Answer(1, recorded), ReplyStatus.NotNow, ErrorCode.NoSession);
        Answered(later, session, 1);
    }

    [TestMethod]
    public void ASealedRequestReachesTheDeviceWithoutItsSeal()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);

        byte[] request = new NodeKeys().Encode();
        byte[] wire = host.Seal(1, request);
        Reply reply = host.Read(1, wire, session.Answer(1, Copy(wire, wire.Length)));
        Assert.IsTrue(Check.Same(request, reply.Body));
        Assert.AreEqual(1, handler.Handled);
    }

    /// <summary>Everything that could lend a reply to another question: another number, another request, another session, a changed bit, the request itself.</summary>
    [TestMethod]
    public void AReplyAnswersItsOwnRequestOnly()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        byte[] keys = host.Seal(1, new NodeKeys().Encode());
        byte[] other = host.Seal(2, Ecdh().Encode());
        byte[] keysReply = session.Answer(1, Copy(keys, keys.Length));
        byte[] otherReply = session.Answer(2, Copy(other, other.Length));

        Assert.IsTrue(host.Read(1, keys, Copy(keysReply, keysReply.Length)) != null && host.Read(2, other, Copy(otherReply, otherReply.Length)) != null);
        Assert.IsTrue(host.Read(2, other, Copy(keysReply, keysReply.Length)) == null, "under another number");
        Assert.IsTrue(host.Read(1, host.Seal(1, Ecdh().Encode()), Copy(keysReply, keysReply.Length)) == null, "to another request of that number");
        Assert.IsTrue(host.Read(1, keys, Copy(keys, keys.Length)) == null, "the request, reflected");
        for (int bit = 0; bit < keysReply.Length * 8; bit++)
        {
            byte[] bad = Copy(keysReply, keysReply.Length);
            bad[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.IsTrue(host.Read(1, keys, bad) == null, "a changed bit");
        }

        LinkHost next = Open(session, 2);
        Assert.IsTrue(next.Read(1, next.Seal(1, new NodeKeys().Encode()), Copy(keysReply, keysReply.Length)) == null, "of another session");
    }

    [TestMethod]
    public void TheLastRequestAgainGetsItsReplyAgainAndExecutesNothing()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        byte[] request = host.Seal(1, new NodeKeys().Encode());

        byte[] first = session.Answer(1, Copy(request, request.Length));
        session.Answer(0, LinkHost.Hello(1));
        session.Answer(0, new Status().Encode());
        session.Answer(1, new Wipe().Encode());
        byte[] second = session.Answer(1, Copy(request, request.Length));

        Assert.IsTrue(Check.Same(first, second));
        Assert.AreEqual(2, handler.Handled);
    }

    [TestMethod]
    public void TheSameNumberWithOtherBytesIsMalformed()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        session.Answer(1, host.Seal(1, new NodeKeys().Encode()));

        byte[] other = host.Seal(1, new byte[] { (byte)MessageId.NodeKeys, 1 });
        Reply reply = host.Read(1, other, session.Answer(1, Copy(other, other.Length)));
        Assert.IsTrue(reply.Status == ReplyStatus.Malformed && reply.Code == ErrorCode.SequenceReused);
        Assert.AreEqual(1, handler.Handled);
    }

    [TestMethod]
    public void NoSessionBeginsWithNumberZero()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        byte[] zero = host.Seal(0, new NodeKeys().Encode());
        Assert.AreEqual((int)ErrorCode.SequenceStale, (int)host.Read(0, zero, session.Answer(0, Copy(zero, zero.Length))).Code);
        Assert.AreEqual(0, handler.Handled);
    }

    [TestMethod]
    public void AnOlderNumberIsStale()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        byte[] old = host.Seal(1, new NodeKeys().Encode());
        session.Answer(1, Copy(old, old.Length));
        session.Answer(7, host.Seal(7, new NodeKeys().Encode()));

        Assert.AreEqual((int)ErrorCode.SequenceStale, (int)host.Read(1, old, session.Answer(1, Copy(old, old.Length))).Code);
        byte[] zero = host.Seal(0, new NodeKeys().Encode());
        Assert.AreEqual((int)ErrorCode.SequenceStale, (int)host.Read(0, zero, session.Answer(0, Copy(zero, zero.Length))).Code);
        Assert.AreEqual(2, handler.Handled);
    }

    [TestMethod]
    public void EveryOtherSealIsRefusedAndUsesUpNoNumber()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        byte[] good = host.Seal(5, new NodeKeys().Encode());

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = Copy(good, good.Length);
            bad[bit >> 3] ^= (byte)(1 << (bit & 7));
            if (bit == 7)
            {
                Failed(session.Answer(5, bad), ReplyStatus.NotNow, ErrorCode.Locked);
                continue;
            }

            Failed(session.Answer(5, bad), ReplyStatus.Malformed, ErrorCode.BadSeal);
        }

        for (int count = 1; count < good.Length; count++)
        {
            Failed(session.Answer(5, Copy(good, count)), ReplyStatus.Malformed, ErrorCode.BadSeal);
        }

        Failed(session.Answer(6, Copy(good, good.Length)), ReplyStatus.Malformed, ErrorCode.BadSeal);
        Assert.AreEqual(0, handler.Handled);
        Assert.IsTrue(host.Read(5, good, session.Answer(5, Copy(good, good.Length))).Status == ReplyStatus.Ok);
    }

    [TestMethod]
    public void ANewUnlockTakesOverAndTheOldSessionsMessagesAreWorthless()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost first = Open(session, 1);
        byte[] recorded = first.Seal(1, new NodeKeys().Encode());
        session.Answer(90, first.Seal(90, new NodeKeys().Encode()));
        byte[] name = Name(session);

        LinkHost second = Open(session, 2);
        Assert.IsFalse(Check.Same(name, Name(session)), "the takeover shows in Hello");
        Failed(session.Answer(1, Copy(recorded, recorded.Length)), ReplyStatus.Malformed, ErrorCode.BadSeal);
        Failed(session.Answer(91, first.Seal(91, new NodeKeys().Encode())), ReplyStatus.Malformed, ErrorCode.BadSeal);
        Answered(second, session, 1);
    }

    [TestMethod]
    public void OpenRequestsCountNothingAndTheButtonIsAskedOnce()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        Answered(host, session, 3);

        byte[] first = session.Answer(0xC0000001, new Wipe().Encode());
        Assert.IsTrue(Check.Same(first, session.Answer(0xC0000001, new Wipe().Encode())));
        Assert.AreEqual(2, handler.Handled);
        session.Answer(0xC0000002, new Wipe().Encode());
        Assert.AreEqual(3, handler.Handled);
        Answered(host, session, 4);
    }

    [TestMethod]
    public void AHandshakeInsideASessionIsMalformed()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        byte[][] inner = new byte[][] { LinkHost.Hello(1), UnlockWith(s_half), new byte[] { (byte)MessageId.Provision } };
        for (int i = 0; i < inner.Length; i++)
        {
            uint number = (uint)(i + 1);
            byte[] wire = host.Seal(number, inner[i]);
            Assert.AreEqual((int)ErrorCode.UnknownMessage, (int)host.Read(number, wire, session.Answer(number, Copy(wire, wire.Length))).Code);
        }
    }

    [TestMethod]
    public void AMalformedHelloAndAPointOffTheCurveChangeNothing()
    {
        EchoHandler handler = new EchoHandler();
        LinkSession session = NewSession(handler);
        LinkHost host = Open(session, 1);
        Failed(session.Answer(0, new byte[] { (byte)MessageId.Hello, ProtocolLimits.Version, 2 }), ReplyStatus.Malformed, ErrorCode.BadBody);

        LinkHost other = new LinkHost(s_half, 2);
        byte[] wire = other.Veil(session.Answer(0, LinkHost.Hello(1)), UnlockWith(s_half));
        System.Array.Copy(TestCurve.NoPoint(), 0, wire, 17, 33);
        other.Stamp(wire);
        Failed(session.Answer(1, wire), ReplyStatus.Malformed, ErrorCode.BadKey);
        Answered(host, session, 1);
    }

    private static LinkSession NewSession(EchoHandler handler)
    {
        return new LinkSession(handler, new SoftwareHmac());
    }

    private static byte[] UnlockWith(byte[] half)
    {
        Unlock unlock = new Unlock();
        unlock.HostHalf = half;
        return unlock.Encode();
    }

    // Hello and Unlock of a host with the right half.
    private static LinkHost Open(LinkSession session, byte secret)
    {
        LinkHost host = new LinkHost(s_half, secret);
        byte[] wire = host.Veil(session.Answer(0, LinkHost.Hello(secret)), UnlockWith(s_half));
        Assert.IsTrue(host.Read(secret, session.Answer(secret, wire)).Status == ReplyStatus.Ok);
        return host;
    }

    private static void Answered(LinkHost host, LinkSession session, uint sequence)
    {
        byte[] wire = host.Seal(sequence, new NodeKeys().Encode());
        Reply reply = host.Read(sequence, wire, session.Answer(sequence, Copy(wire, wire.Length)));
        Assert.IsTrue(reply != null && reply.Status == ReplyStatus.Ok, "the session is not as it was");
    }

    private static byte[] Name(LinkSession session)
    {
        return HelloReply.Decode(new ByteReader(Reply.Decode(session.Answer(0, LinkHost.Hello(1))).Body)).SessionName;
    }

    private static Ecdh Ecdh()
    {
        Ecdh request = new Ecdh();
        request.Point = new byte[33];
        return request;
    }

    private static byte[] Fill(byte value)
    {
        return TestDevice.Fill(32, value);
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
}
