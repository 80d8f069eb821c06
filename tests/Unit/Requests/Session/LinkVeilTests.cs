using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>What somebody with the line, and somebody with the line and the flash, can read of an Unlock (PROTOCOL.md, "Veil").</summary>
[TestClass]
public class LinkVeilTests
{
    [TestMethod]
    public void TheHalfNeverTravelsInClear()
    {
        EchoHandler handler = Paired();
        LinkSession session = NewSession(handler);
        LinkHost host = new LinkHost(handler.HostHalf, 9);
        byte[] unlock = UnlockWith(handler.HostHalf);
        byte[] wire = host.Veil(session.Answer(0, LinkHost.Hello(1)), unlock);

        for (int i = 0; i + 4 <= handler.HostHalf.Length; i++)
        {
            Assert.IsFalse(Contains(wire, handler.HostHalf, i, 4), "four bytes of the half in clear");
        }

        Assert.IsTrue(host.Read(7, session.Answer(7, wire)).Status == ReplyStatus.Ok);
        // As it was in version 1: a device that took it would take a recording as well.
        Assert.IsFalse(session.Answer(8, unlock)[0] == (byte)ReplyStatus.Ok);
    }

    /// <summary>The flash gives the pairing key, the cable gave everything else: without one of the ephemeral secrets that is still not enough.</summary>
    [TestMethod]
    public void ARecordingAndThePairingKeyDoNotUncoverTheHalf()
    {
        EchoHandler handler = Paired();
        LinkSession session = NewSession(handler);
        byte[] greeting = session.Answer(0, LinkHost.Hello(1));
        byte[] unlock = UnlockWith(handler.HostHalf);
        LinkHost host = new LinkHost(handler.HostHalf, 9);
        byte[] wire = host.Veil(greeting, unlock);

        SoftwareHmac hmac = new SoftwareHmac();
        byte[] body = Reply.Decode(greeting).Body;
        byte[] masked = new byte[unlock.Length - 1];
        System.Array.Copy(wire, 50, masked, 0, masked.Length);
        byte[][] guesses = new byte[][] { new byte[32], Sha256.Hash(host.Point), Sha256.Hash(HelloReply.Decode(new ByteReader(body)).DevicePoint) };
        for (int i = 0; i < guesses.Length; i++)
        {
            LinkKeys keys = new LinkKeys(hmac, guesses[i], host.PairingKey, body, host.Point, unlock[0]);
            Assert.IsFalse(Seal.Fits(keys.Mac(masked), MacOf(wire), 0, LinkKeys.MacBytes));
            Assert.IsFalse(Contains(keys.Mask(masked, 0, masked.Length), handler.HostHalf, 0, 8));
        }

        // The same derivation with the secret that the host has: the recording is of the right bytes.
        LinkKeys right = new LinkKeys(hmac, Secp256k1.Software().Ecdh(HelloReply.Decode(new ByteReader(body)).DevicePoint, Fill(9)), host.PairingKey, body,
            host.Point, unlock[0]);
        Assert.IsTrue(Seal.Fits(right.Mac(masked), MacOf(wire), 0, LinkKeys.MacBytes));
        Assert.IsTrue(Contains(right.Mask(masked, 0, masked.Length), handler.HostHalf, 0, 32));
    }

    /// <summary>Each wrong Unlock cost the device a product on the curve, a third of a second: somebody on the cable kept it busy with nothing else.</summary>
    [TestMethod]
    public void AFloodOfStrangersUnlocksCostsNoProduct()
    {
        EchoHandler handler = Paired();
        LinkSession session = NewSession(handler);
        byte[] greeting = session.Answer(0, LinkHost.Hello(1));
        byte[] unlock = UnlockWith(handler.HostHalf);
        LinkHost host = new LinkHost(handler.HostHalf, 9);
        byte[] right = host.Veil(greeting, unlock);

        for (byte i = 1; i <= 50; i++)
        {
            byte[] wrong = new LinkHost(Fill(i), i).Veil(greeting, unlock);
            Reply reply = Reply.Decode(session.Answer(i, wrong));
            Assert.IsTrue(reply.Status == ReplyStatus.NotNow && reply.Code == ErrorCode.WrongHostHalf);

            // The host's own, with one bit changed on its way.
            byte[] bent = (byte[])right.Clone();
            bent[17 + i] ^= 1;
            Assert.IsTrue(Reply.Decode(session.Answer(i, bent)).Code == ErrorCode.WrongHostHalf);
        }

        Assert.AreEqual(0, handler.Agreements);
        Assert.IsTrue(host.Read(99, session.Answer(99, right)).Status == ReplyStatus.Ok, "the owner is not locked out");
        Assert.AreEqual(1, handler.Agreements);
    }

    /// <summary>The bytes of the handshake, as any other host must make them (PROTOCOL.md, "Veil").</summary>
    [TestMethod]
    public void TheDerivationIsPinned()
    {
        SoftwareHmac hmac = new SoftwareHmac();
        LinkKeys keys = new LinkKeys(hmac, Fill(1), LinkKeys.PairingKey(hmac, Fill(2)), Fill(3), Fill(4), 3);
        byte[] masked = keys.Mask(new byte[40], 0, 40);
        byte[] sessionKey = keys.SessionKey(Fill(5));
        Assert.AreEqual(Pinned, Hex.Text(masked) + " " + Hex.Text(keys.Mac(masked)) + " " + Hex.Text(sessionKey) + " " + Hex.Text(LinkKeys.SessionName(hmac, sessionKey)));
    }

    private const string Pinned =
        "052f94ce5acdfbff92a18450aa94980a651b75ade8983593edf3b7f92eaf1f2c158b2c7eb363f3ac "
        + "e6432bf9a25c5db5f44ac37e2d0b1028c3efd638a9e6e1413290cf49d43fbf96 "
        + "e95b9220c65d944e36f6a034d7feb30a36273464a38d524d965220c2988e11d2 "
        + "7637189665e56824f6658c35abc68e7e";

    private static EchoHandler Paired()
    {
        EchoHandler handler = new EchoHandler();
        handler.HostHalf = Holdfast.Unit.Protocol.Sample.Bytes(32, 1);
        return handler;
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

    private static byte[] MacOf(byte[] wire)
    {
        byte[] mac = new byte[LinkKeys.MacBytes];
        System.Array.Copy(wire, wire.Length - Seal.StampBytes - mac.Length, mac, 0, mac.Length);
        return mac;
    }

    private static byte[] Fill(byte value)
    {
        return TestDevice.Fill(32, value);
    }

    private static bool Contains(byte[] bytes, byte[] part, int start, int count)
    {
        for (int i = 0; i + count <= bytes.Length; i++)
        {
            int same = 0;
            while (same < count && bytes[i + same] == part[start + same])
            {
                same++;
            }

            if (same == count)
            {
                return true;
            }
        }

        return false;
    }
}
