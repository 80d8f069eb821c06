using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>One whole session with fixed secrets, as PROTOCOL.md, "Session", describes it: a blank device gets its secret, is unlocked, and answers two sealed requests.</summary>
public sealed class HandshakeVector : IRequestHandler
{
    public static readonly byte[] HostHalf = WireSample.Bytes("host half", 32);
    public static readonly byte[] HostSecret = WireSample.Bytes("host secret", 32);
    public static readonly byte[] DeviceSecret = WireSample.Bytes("device secret", 32);
    public static readonly byte[] DeviceNonce = WireSample.Bytes("device nonce", 16);
    public static readonly byte[] Receipt = WireSample.Bytes("anchor", ProtocolLimits.ReceiptBytes);

    private static readonly IHmac s_hmac = new SoftwareHmac();
    private static readonly Secp256k1 s_curve = Secp256k1.Software();

    private byte[] _pairingKey = new byte[32];

    public byte[] PairingKey => _pairingKey;

    public int MessageBytesMax => ProtocolLimits.MessageBytesMin;

    public DeviceState State => _pairingKey[0] == 0 ? DeviceState.Blank : DeviceState.Locked;

    public string Sentence => "";

    public LinkGreeting Greeting { get; } = new();

    public byte[] Agree(LinkOffer offer, byte[] hostPoint) => s_curve.Ecdh(hostPoint, offer.Secret);

    /// <summary>The plain replies of the vector; they do not depend on the request's fields.</summary>
    public byte[] Handle(byte[] message, int length) => (MessageId)message[0] switch
    {
        MessageId.Hello => Greet(),
        MessageId.Provision => Reply.Ok(WireSample.Bytes("volume", 16), new byte[24]),
        MessageId.Unlock => Reply.Ok(new UnlockReply { State = DeviceState.Ready, Receipt = ReceiptResult.Same, Sessions = 1 }.Encode(), Receipt),
        MessageId.Ecdh => Reply.Ok(WireSample.Bytes("shared", 32), Receipt),
        _ => Reply.Refused("TypeIsSafe", "policy-channel-safe-type", "a refusal travels under a seal as well"),
    };

    private byte[] Greet()
    {
        if (Greeting.Offer == null)
        {
            Greeting.Draw(new LinkOffer(DeviceNonce, (byte[])DeviceSecret.Clone(), s_curve.PublicKey(DeviceSecret)));
        }

        return Reply.Ok(Greeting.Tell(new HelloReply
        {
            ProtocolVersion = ProtocolLimits.Version,
            FirmwareVersion = Hex.Ascii("1.2.3"),
            Board = Hex.Ascii("board"),
            State = State,
            VolumeId = WireSample.Bytes("volume", 16),
            MessageBytesMax = ProtocolLimits.MessageBytesMin,
            HtlcsMax = 74,
            Sentence = [],
        }), new byte[24]);
    }

    public void Idle()
    {
    }

    public static void AddTo(PinnedFile file)
    {
        HandshakeVector device = new();
        LinkSession session = new(device, s_hmac);
        file.Add("handshake", "hostHalf", HostHalf);
        file.Add("handshake", "hostSecret", HostSecret);
        file.Add("handshake", "deviceSecret", DeviceSecret);
        file.Add("handshake", "deviceNonce", DeviceNonce);

        byte[] provision = new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = WireSample.Bytes("seed", 32), HostHalf = HostHalf }.Encode();
        Veiled(file, device, session, "provision", 0x80000001, provision);
        device._pairingKey = LinkKeys.PairingKey(s_hmac, HostHalf);
        byte[] unlock = new Unlock { HostHalf = HostHalf, Receipt = Receipt }.Encode();
        byte[] sessionKey = Veiled(file, device, session, "unlock", 0x80000002, unlock);

        byte[] ecdh = new Ecdh { Point = WireSample.Bytes("point", 33) }.Encode();
        Sealed(file, session, sessionKey, "ecdh", 5, ecdh);
        Sealed(file, session, sessionKey, "refused", 6, new NewChannel { Peer = WireSample.Bytes("peer", 33), Dbid = 7 }.Encode());
    }

    private static byte[] Veiled(PinnedFile file, HandshakeVector device, LinkSession session, string name, uint sequence, byte[] message)
    {
        byte[] hello = new Hello { ProtocolVersion = ProtocolLimits.Version, HostNonce = WireSample.Bytes("host nonce", 16) }.Encode();
        byte[] helloReply = session.Answer(sequence - 1, hello);
        byte[] greeting = Reply.Decode(helloReply).Body;
        byte[] hostPoint = s_curve.PublicKey(HostSecret);
        LinkKeys keys = new(s_hmac, s_curve.Ecdh(HelloReply.Decode(new ByteReader(greeting)).DevicePoint, HostSecret), device.PairingKey, greeting, hostPoint, message[0]);
        byte[] masked = keys.Mask(message, 1, message.Length - 1);
        byte[] sessionKey = keys.SessionKey(message);
        byte[] unstamped = [message[0], .. DeviceNonce, .. hostPoint, .. masked, .. keys.Mac(masked)[..LinkKeys.MacBytes]];
        byte[] veiled = [.. unstamped, .. s_hmac.Sha256(device.PairingKey, Seal.Stamp(unstamped, unstamped.Length))[..Seal.StampBytes]];

        file.Add("handshake", name + "/hello", hello);
        file.Add("handshake", name + "/helloReply", helloReply);
        file.Add("handshake", name + "/pairingKey", device.PairingKey);
        file.Add("handshake", name + "/request", message);
        file.Add("handshake", name + "/veiled", veiled, "sequence=" + sequence);
        file.Add("handshake", name + "/sessionKey", sessionKey);
        file.Add("handshake", name + "/sessionName", LinkKeys.SessionName(s_hmac, sessionKey));
        file.Add("handshake", name + "/reply", device.Handle(message, message.Length));
        file.Add("handshake", name + "/sealedReply", session.Answer(sequence, veiled), "sequence=" + sequence);
        return sessionKey;
    }

    private static void Sealed(PinnedFile file, LinkSession session, byte[] sessionKey, string name, uint sequence, byte[] message)
    {
        byte[] plain = [(byte)(message[0] | Seal.Flag), .. message[1..]];
        byte[] request = [.. plain, .. s_hmac.Sha256(sessionKey, Seal.Request(sequence, plain, plain.Length))[..ProtocolLimits.SealBytes]];
        file.Add("handshake", name + "/request", message);
        file.Add("handshake", name + "/sealed", request, "sequence=" + sequence);
        file.Add("handshake", name + "/reply", new HandshakeVector().Handle(message, message.Length));
        file.Add("handshake", name + "/sealedReply", session.Answer(sequence, request), "sequence=" + sequence);
    }
}
