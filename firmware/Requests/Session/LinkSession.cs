using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The device's end of PROTOCOL.md, "Session": who may ask, and exactly once. There is one session, of the host that unlocked last; nothing that comes
/// without its seal touches it, and only another Unlock takes its place (or Provision, after a wipe). A sealed request reaches the handler only with a new number; the last
/// request's repeat gets the last reply. Holds one session and three replies, whatever comes.
/// </summary>
public sealed class LinkSession
{
    private const int VeilBytes = 1 + LinkOffer.NonceBytes + LinkOffer.PointBytes;

    // Longer than any of their kind: what is remembered of unpaired hosts is bounded by these.
    private const int VeiledBytesMax = 256;
    private const int OpenBytesMax = 64;

    private readonly IRequestHandler _handler;
    private readonly IHmac _hmac;

    // The last veiled request that was genuine, as it came, and the reply to it.
    private Remembered _veiled;

    // The last open request that wants the button.
    private Remembered _open;

    // Null until the first Unlock.
    private byte[] _sessionKey;
    private uint _lastSequence;
    private byte[] _lastMac;
    private byte[] _lastReply;

    public LinkSession(IRequestHandler handler, IHmac hmac)
    {
        _handler = handler;
        _hmac = hmac;
    }

    /// <summary>The reply to a message that came under a number. Never null, never throws for what came.</summary>
    public byte[] Answer(uint sequence, byte[] message)
    {
        if (message.Length == 0)
        {
            return Malformed(ErrorCode.UnknownMessage, "an empty message");
        }

        if ((message[0] & Seal.Flag) != 0)
        {
            return Sealed(sequence, message);
        }

        MessageId id = (MessageId)message[0];
        if (id == MessageId.Hello)
        {
            // Answered to anybody, as often as they like: the same offer until somebody uses it, and no word about the session that anybody could change.
            return _handler.Handle(message, message.Length);
        }

        if (Seal.IsVeiled(id))
        {
            return Veiled(sequence, message);
        }

        return Seal.IsRequired(id) ? Unsealed() : Open(sequence, message);
    }

    // Provision and Unlock: id, nonce of the device's offer, the host's point, masked fields, MAC, stamp.
    private byte[] Veiled(uint sequence, byte[] message)
    {
        if (_veiled != null && _veiled.Is(sequence, message))
        {
            return _veiled.Reply;
        }

        int stampAt = message.Length - Seal.StampBytes;
        int count = stampAt - LinkKeys.MacBytes - VeilBytes;
        if (count < 0 || message.Length > VeiledBytesMax)
        {
            return Malformed(ErrorCode.BadBody, "no veiled request has this length");
        }

        ByteReader reader = new ByteReader(message, 1, message.Length - 1);
        byte[] nonce = reader.Bytes(LinkOffer.NonceBytes);
        byte[] hostPoint = reader.Bytes(LinkOffer.PointBytes);
        byte[] masked = reader.Bytes(count);
        LinkOffer offer = _handler.Greeting.Offer;
        if (offer == null || !Check.Same(nonce, offer.Nonce))
        {
            return NotNow(ErrorCode.NoSession, "this handshake is over: say Hello");
        }

        // Before the product: a message of an unpaired host costs the device only one HMAC.
        if (!Seal.Fits(_hmac.Sha256(_handler.PairingKey, Seal.Stamp(message, stampAt)), message, stampAt, Seal.StampBytes))
        {
            return Unpaired();
        }

        byte[] shared;
        try
        {
            shared = _handler.Agree(offer, hostPoint);
        }
        catch (RequestException no)
        {
            return Reply.Failed(no.Status, no.Code, no.Message);
        }

        if (shared == null && _handler.State == DeviceState.Stopped)
        {
            return Reply.Failed(ReplyStatus.Fault, ErrorCode.Stopped, _handler.Sentence);
        }

        if (shared == null)
        {
            return Malformed(ErrorCode.BadKey, "the handshake's point is not on the curve");
        }

        LinkKeys keys = new LinkKeys(_hmac, shared, _handler.PairingKey, _handler.Greeting.Fields, hostPoint, message[0]);
        Array.Clear(shared, 0, shared.Length);
        byte[] mac = keys.Mac(masked);
        if (!Seal.Fits(mac, reader.Bytes(LinkKeys.MacBytes), 0, LinkKeys.MacBytes))
        {
            keys.Wipe();
            return Unpaired();
        }

        byte[] reply = Genuine(keys, sequence, message[0], masked, mac);
        _veiled = new Remembered(sequence, message, reply);
        return reply;
    }

    // The host knows the pairing key: the offer is used up, the request is carried out, and the reply is sealed with the key that it made.
    private byte[] Genuine(LinkKeys keys, uint sequence, byte id, byte[] masked, byte[] mac)
    {
        _handler.Greeting.UseUp();
        byte[] fields = keys.Mask(masked, 0, masked.Length);
        byte[] plain = new byte[1 + fields.Length];
        plain[0] = id;
        Array.Copy(fields, 0, plain, 1, fields.Length);
        byte[] sessionKey = keys.SessionKey(plain);
        keys.Wipe();
        byte[] reply = _handler.Handle(plain, plain.Length);
        Array.Clear(fields, 0, fields.Length);
        Array.Clear(plain, 0, plain.Length);

        byte[] sealedReply = SealedReply(sessionKey, sequence, mac, reply);
        if (reply[0] == (byte)ReplyStatus.Ok)
        {
            // A new secret has no session yet: that of the secret before it ends here too.
            Forget();
        }

        if (id == (byte)MessageId.Unlock && reply[0] == (byte)ReplyStatus.Ok)
        {
            _sessionKey = sessionKey;
            _handler.Greeting.Name(LinkKeys.SessionName(_hmac, sessionKey));
        }
        else
        {
            Array.Clear(sessionKey, 0, sessionKey.Length);
        }

        return sealedReply;
    }

    private byte[] Sealed(uint sequence, byte[] message)
    {
        if (_sessionKey == null)
        {
            return Unsealed();
        }

        // The seal stays where it is, behind the request: a copy without it would cost the heap as much as the largest message.
        int length = message.Length - ProtocolLimits.SealBytes;
        byte[] mac = length < 1 ? null : RequestMac(sequence, message, length);
        if (mac == null || !Seal.Fits(mac, message, length, ProtocolLimits.SealBytes))
        {
            return Malformed(ErrorCode.BadSeal, "the seal does not fit request, number or session");
        }

        if (sequence == _lastSequence && _lastReply != null && Check.SameSecret(mac, _lastMac))
        {
            return _lastReply;
        }

        if (sequence <= _lastSequence)
        {
            byte[] refused = sequence == _lastSequence && _lastReply != null
                ? Malformed(ErrorCode.SequenceReused, "this number was used for another request")
                : Malformed(ErrorCode.SequenceStale, "this number is older than the last one answered");
            return SealedReply(_sessionKey, sequence, mac, refused);
        }

        // The reply is remembered before it is sent: from here on a repeat executes nothing.
        message[0] = (byte)(message[0] & ~Seal.Flag);
        MessageId id = (MessageId)message[0];
        byte[] reply = id == MessageId.Hello || Seal.IsVeiled(id)
            ? Malformed(ErrorCode.UnknownMessage, "a handshake is not part of a session")
            : _handler.Handle(message, length);
        message[0] |= Seal.Flag;
        _lastReply = SealedReply(_sessionKey, sequence, mac, reply);
        _lastSequence = sequence;
        _lastMac = mac;
        return _lastReply;
    }

    // Anybody's: no count, and nothing of the session is touched. What wants the button is asked once for as long as the same request comes again.
    private byte[] Open(uint sequence, byte[] message)
    {
        if (_open != null && _open.Is(sequence, message))
        {
            return _open.Reply;
        }

        byte[] reply = _handler.Handle(message, message.Length);
        if (message[0] != (byte)MessageId.Status && message.Length <= OpenBytesMax)
        {
            _open = new Remembered(sequence, message, reply);
        }

        return reply;
    }

    // A request that needs a session and has none: blank and stopped devices say so, because Unlock is not the way on there.
    private byte[] Unsealed()
    {
        if (_handler.State == DeviceState.Blank)
        {
            return NotNow(ErrorCode.Blank, "the device is blank: provision it");
        }

        if (_handler.State == DeviceState.Stopped)
        {
            return Reply.Failed(ReplyStatus.Fault, ErrorCode.Stopped, _handler.Sentence);
        }

        return NotNow(ErrorCode.Locked, "this request needs the seal of an unlocked session");
    }

    // By itself, so that the copy is garbage before the request is carried out.
    private byte[] RequestMac(uint sequence, byte[] message, int length)
    {
        return _hmac.Sha256(_sessionKey, Seal.Request(sequence, message, length));
    }

    private byte[] SealedReply(byte[] sessionKey, uint sequence, byte[] requestMac, byte[] reply)
    {
        byte[] message = new byte[reply.Length + ProtocolLimits.SealBytes];
        Array.Copy(reply, 0, message, 0, reply.Length);
        message[0] |= Seal.Flag;
        byte[] mac = _hmac.Sha256(sessionKey, Seal.Reply(sequence, requestMac, message, reply.Length));
        Array.Copy(mac, 0, message, reply.Length, ProtocolLimits.SealBytes);
        return message;
    }

    private void Forget()
    {
        if (_sessionKey != null)
        {
            Array.Clear(_sessionKey, 0, _sessionKey.Length);
        }

        _sessionKey = null;
        _handler.Greeting.Name(null);
        _lastSequence = 0;
        _lastMac = null;
        _lastReply = null;
    }

    private static byte[] Unpaired()
    {
        return NotNow(ErrorCode.WrongHostHalf, "this host is not paired with the device, or the handshake was changed on its way");
    }

    private static byte[] Malformed(ErrorCode code, string sentence)
    {
        return Reply.Failed(ReplyStatus.Malformed, code, sentence);
    }

    private static byte[] NotNow(ErrorCode code, string sentence)
    {
        return Reply.Failed(ReplyStatus.NotNow, code, sentence);
    }

    /// <summary>A request that came from outside of any session, byte for byte, and its reply.</summary>
    private sealed class Remembered
    {
        public readonly byte[] Reply;

        private readonly uint _sequence;
        private readonly byte[] _message;

        public Remembered(uint sequence, byte[] message, byte[] reply)
        {
            _sequence = sequence;
            _message = message;
            Reply = reply;
        }

        public bool Is(uint sequence, byte[] message)
        {
            return sequence == _sequence && Check.Same(message, _message);
        }
    }
}
