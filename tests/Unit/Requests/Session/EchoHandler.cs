using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>A device that answers every request with its own bytes and counts how often it was asked.</summary>
public sealed class EchoHandler : IRequestHandler
{
    public int Handled;

    public int Idled;

    public int Offers;

    /// <summary>Products on the curve for a handshake.</summary>
    public int Agreements;

    public DeviceState State { get; set; } = DeviceState.Ready;

    public string Sentence
    {
        get { return "why"; }
    }

    public LinkGreeting Greeting { get; } = new LinkGreeting();

    /// <summary>What Unlock must bring.</summary>
    public byte[] HostHalf = new byte[32];

    private static readonly IHmac s_hmac = new SoftwareHmac();
    private readonly Secp256k1 _curve = Secp256k1.Software();

    public int MessageBytesMax
    {
        get { return ProtocolLimits.MessageBytesMin; }
    }

    public byte[] PairingKey
    {
        get { return State == DeviceState.Blank ? new byte[32] : LinkKeys.PairingKey(s_hmac, HostHalf); }
    }

    private LinkOffer Offer()
    {
        Offers++;
        byte[] secret = new byte[32];
        secret[31] = (byte)Offers;
        secret[0] = 1;
        byte[] nonce = new byte[LinkOffer.NonceBytes];
        nonce[0] = (byte)Offers;
        return new LinkOffer(nonce, secret, _curve.PublicKey(secret));
    }

    public byte[] Agree(LinkOffer offer, byte[] hostPoint)
    {
        Agreements++;
        return _curve.IsPoint(hostPoint) ? _curve.Ecdh(hostPoint, offer.Secret) : null!;
    }

    public byte[] Handle(byte[] bytes, int length)
    {
        byte[] message = new byte[length];
        System.Array.Copy(bytes, 0, message, 0, length);
        switch ((MessageId)message[0])
        {
            case MessageId.Hello:
                return Greet(message);
            case MessageId.Unlock:
                return Unlock(message);
            case MessageId.Status:
                return Status();
            default:
                Handled++;
                return Reply.Ok(message, new byte[ProtocolLimits.ReceiptBytes]);
        }
    }

    public void Idle()
    {
        Idled++;
    }

    private byte[] Greet(byte[] message)
    {
        try
        {
            Hello.Decode(new ByteReader(message, 1, message.Length - 1));
        }
        catch (MalformedException malformed)
        {
            return Reply.Failed(ReplyStatus.Malformed, ErrorCode.BadBody, malformed.Message);
        }

        if (Greeting.Offer == null)
        {
            Greeting.Draw(Offer());
        }

        HelloReply reply = new HelloReply();
        reply.ProtocolVersion = ProtocolLimits.Version;
        reply.FirmwareVersion = Ascii.Bytes("0");
        reply.Board = Ascii.Bytes("echo");
        reply.State = State;
        reply.VolumeId = new byte[16];
        reply.MessageBytesMax = ProtocolLimits.MessageBytesMin;
        reply.Sentence = new byte[0];
        return Reply.Ok(Greeting.Tell(reply), new byte[ProtocolLimits.ReceiptBytes]);
    }

    private byte[] Unlock(byte[] message)
    {
        Unlock unlock = Holdfast.Protocol.Unlock.Decode(new ByteReader(message, 1, message.Length - 1));
        if (!Check.Same(unlock.HostHalf, HostHalf))
        {
            return Reply.Failed(ReplyStatus.NotNow, ErrorCode.WrongHostHalf, "the host's half does not open this device");
        }

        UnlockReply reply = new UnlockReply();
        reply.State = State;
        return Reply.Ok(reply.Encode(), new byte[ProtocolLimits.ReceiptBytes]);
    }

    private byte[] Status()
    {
        StatusReply reply = new StatusReply();
        reply.State = State;
        reply.LastRefusalTag = new byte[0];
        reply.LastRefusalRule = new byte[0];
        reply.LastRefusalSentence = new byte[0];
        reply.LimitsDigest = new byte[32];
        reply.FirmwareVersion = new byte[0];
        reply.RuntimeVersion = new byte[0];
        reply.Board = new byte[0];
        reply.Sentence = Ascii.Bytes("why");
        return Reply.Ok(reply.Encode(), new byte[ProtocolLimits.ReceiptBytes]);
    }
}
