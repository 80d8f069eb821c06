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
        EchoHandler handler = new EchoHandler();
        handler.HostHalf = Holdfast.Unit.Protocol.Sample.Bytes(32, 1);
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
        EchoHandler handler = new EchoHandler();
        handler.HostHalf = Holdfast.Unit.Protocol.Sample.Bytes(32, 1);
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
            Assert.IsFalse(Seal.Fits(keys.Tag(masked), wire, 50 + masked.Length, LinkKeys.TagBytes));
            Assert.IsFalse(Contains(keys.Mask(masked, 0, masked.Length), handler.HostHalf, 0, 8));
        }

        // The same derivation with the secret that the host has: the recording is of the right bytes.
        LinkKeys right = new LinkKeys(hmac, Secp256k1.Software().Ecdh(HelloReply.Decode(new ByteReader(body)).DevicePoint, Fill(9)), host.PairingKey, body,
            host.Point, unlock[0]);
        Assert.IsTrue(Contains(right.Mask(masked, 0, masked.Length), handler.HostHalf, 0, 32));
    }

    /// <summary>The bytes of the handshake, as any other host must make them (PROTOCOL.md, "Veil").</summary>
    [TestMethod]
    public void TheDerivationIsPinned()
    {
        SoftwareHmac hmac = new SoftwareHmac();
        LinkKeys keys = new LinkKeys(hmac, Fill(1), LinkKeys.PairingKey(hmac, Fill(2)), Fill(3), Fill(4), 3);
        byte[] masked = keys.Mask(new byte[40], 0, 40);
        byte[] sessionKey = keys.SessionKey(Fill(5));
        Assert.AreEqual(Pinned, Hex.Text(masked) + " " + Hex.Text(keys.Tag(masked)) + " " + Hex.Text(sessionKey) + " " + Hex.Text(LinkKeys.SessionName(hmac, sessionKey)));
    }

    private const string Pinned =
        "8faf10fc44d19ef1cbadcc4c024e76e2a5649933c3d11edbfc1e5da7074a5dfe3217060f1f04c927 "
        + "25a7bef7a3ed6c71b92e8ed16707593f30f30378307060bf2891a288d44bf52b "
        + "da1634f4b998158481d51eb63a762be0835931577a131ba1f511ed5f26a8ef2d "
        + "7a46dee806ac45a09d894c708febac38";

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
