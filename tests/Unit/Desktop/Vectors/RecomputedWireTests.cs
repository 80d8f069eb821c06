using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Protocol;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// The session and the frames of tests/Vectors/wire.txt, made once more from PROTOCOL.md with .NET's and Bouncy Castle's cryptography: what the vectors say does not
/// depend on the firmware's own.
/// </summary>
[TestClass]
public class RecomputedWireTests
{
    private const string Name = "wire.txt";

    [DataRow("provision")]
    [DataRow("unlock")]
    [TestMethod]
    public void TheVeil(string name)
    {
        byte[] helloReply = Line(name + "/helloReply");
        byte[] greeting = helloReply[1..^24];
        byte[] request = Line(name + "/request");
        byte[] hostPoint = Point(Line("hostSecret"));
        byte[] devicePoint = Point(Line("deviceSecret"));
        Same(devicePoint, greeting.AsSpan().Slice(greeting.AsSpan().IndexOf(Line("deviceNonce")) + 16, 33).ToArray());

        byte[] pairingKey = name == "provision" ? new byte[32] : Hmac(Line("hostHalf"), Ascii("holdfast pairing"));
        Same(pairingKey, Line(name + "/pairingKey"));
        byte[] shared = SHA256.HashData(Times(devicePoint, Line("hostSecret")));
        Same(shared, SHA256.HashData(Times(hostPoint, Line("deviceSecret"))));
        byte[] transcript = Hmac(Ascii("holdfast link 3"), [request[0], .. hostPoint, .. greeting]);
        byte[] keys = HKDF.DeriveKey(HashAlgorithmName.SHA256, [.. shared, .. pairingKey], 96, transcript, Ascii("holdfast veil"));
        byte[] masked = request[1..];
        for (int i = 0; i < masked.Length; i++)
        {
            masked[i] ^= Hmac(keys[..32], [(byte)(i / 32)])[i % 32];
        }

        byte[] mac = Hmac(keys[32..64], masked);
        byte[] unstamped = [request[0], .. Line("deviceNonce"), .. hostPoint, .. masked, .. mac[..16]];
        Same(Line(name + "/veiled"), [.. unstamped, .. Hmac(pairingKey, [.. Ascii("holdfast stamp"), .. unstamped])[..8]]);
        byte[] sessionKey = Hmac(keys[64..], request);
        Same(Line(name + "/sessionKey"), sessionKey);
        Same(Line(name + "/sessionName"), Hmac(sessionKey, Ascii("holdfast session name"))[..16]);
        Same(Line(name + "/sealedReply"), Sealed(sessionKey, Sequence(name + "/veiled"), mac, Line(name + "/reply")));
    }

    [DataRow("ecdh")]
    [DataRow("refused")]
    [TestMethod]
    public void TheSeal(string name)
    {
        byte[] sessionKey = Line("unlock/sessionKey");
        byte[] request = Line(name + "/request");
        request[0] |= 0x80;
        byte[] mac = Hmac(sessionKey, [0, .. U32(Sequence(name + "/sealed")), .. request]);
        Same(Line(name + "/sealed"), [.. request, .. mac[..8]]);
        Same(Line(name + "/sealedReply"), Sealed(sessionKey, Sequence(name + "/sealed"), mac, Line(name + "/reply")));
    }

    [TestMethod]
    public void TheFrames()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "frame"))
        {
            Dictionary<string, string> words = line[3..].Select(word => word.Split('=')).ToDictionary(word => word[0], word => word[1]);
            int index = int.Parse(words["index"]);
            byte[] body = VectorFile.Bytes(words["body"]);
            byte flags = (byte)((index & 7) | (words["fromDevice"] == "1" ? 0x80 : 0) | (words["last"] == "1" ? 0x40 : 0));
            int lengths = (index >> 3 << 11) | body.Length;
            byte[] head = [flags, .. U32(uint.Parse(words["sequence"])), (byte)(lengths >> 8), (byte)lengths];
            byte[] covered = [.. head, (byte)Crc32(head), .. body];
            Same(VectorFile.Bytes(line[2]), [0xa5, 0x5a, .. covered, .. U32(Crc32(covered))]);
            FrameReader reader = new(words["fromDevice"] == "1", ProtocolLimits.MessageBytesMax);
            Assert.AreEqual(body.Length + 14, reader.Add(VectorFile.Bytes(line[2]), 0, body.Length + 14));
            Assert.AreEqual(index == 0 && words["last"] == "1", reader.Next());
            Assert.AreEqual(reader.Message == null ? "" : Hex.Text(reader.Message), reader.Message == null ? "" : Hex.Text(body));
        }
    }

    private static byte[] Sealed(byte[] sessionKey, uint sequence, byte[] requestMac, byte[] reply)
    {
        byte[] flagged = [(byte)(reply[0] | 0x80), .. reply[1..]];
        return [.. flagged, .. Hmac(sessionKey, [1, .. U32(sequence), .. requestMac, .. flagged])[..8]];
    }

    private static byte[] Point(byte[] secret)
        => CustomNamedCurves.GetByName("secp256k1").G.Multiply(new BigInteger(1, secret)).Normalize().GetEncoded(true);

    private static byte[] Times(byte[] point, byte[] secret)
        => CustomNamedCurves.GetByName("secp256k1").Curve.DecodePoint(point).Multiply(new BigInteger(1, secret)).Normalize().GetEncoded(true);

    private static uint Crc32(byte[] bytes)
    {
        uint crc = 0xffffffff;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
            }
        }

        return ~crc;
    }

    private static byte[] Line(string key) => PinnedFile.Bytes(Name, "handshake", key);

    private static uint Sequence(string key) => uint.Parse(PinnedFile.Read(Name).Single(line => line[0] == "handshake" && line[1] == key)[3].Split('=')[1]);

    private static byte[] Hmac(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void Same(byte[] expected, byte[] actual) => Assert.AreEqual(Hex.Text(expected), Hex.Text(actual));
}
