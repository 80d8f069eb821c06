using System;
using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The device's end of PROTOCOL.md, "Session": who may ask, and exactly once. A request reaches the handler only with a new number and, where
/// one is due, a seal that fits; the last request's repeat gets the last reply. Holds one fingerprint and one reply, whatever comes.
/// </summary>
public sealed class LinkSession
{
    private static readonly byte[] s_linkKeyLabel = Ascii.Bytes("holdfast link");

    private readonly IRequestHandler _handler;
    private readonly IHmac _hmac;
    private readonly IEntropy _entropy;

    private byte[] _hostNonce;
    private byte[] _deviceNonce;

    // Null until the session is unlocked.
    private byte[] _sessionKey;

    private uint _lastSequence;
    private byte[] _lastFingerprint;
    private byte[] _lastReply;

    public LinkSession(IRequestHandler handler, IHmac hmac, IEntropy entropy)
    {
        _handler = handler;
        _hmac = hmac;
        _entropy = entropy;
    }

    /// <summary>The reply to a message that came under a number. Never null, never throws for what came.</summary>
    public byte[] Answer(uint sequence, byte[] message)
    {
        if (message.Length == 0)
        {
            return Malformed(ErrorCode.UnknownMessage, "an empty message");
        }

        MessageId id = (MessageId)message[0];
        if (id == MessageId.Hello)
        {
            return Greet(message);
        }

        if (_hostNonce == null)
        {
            return NotNow(ErrorCode.NoSession, "no session yet: say Hello");
        }

        return id == MessageId.Unlock ? Unlock(message) : Counted(sequence, message);
    }

    // A nonce that is known continues the session; any other starts one, locked and counting from zero.
    private byte[] Greet(byte[] message)
    {
        byte[] reply = _handler.Handle(message, message.Length);
        if (reply[0] != (byte)ReplyStatus.Ok)
        {
            return reply;
        }

        Hello hello = Hello.Decode(Body(message));
        if (!Check.Same(hello.HostNonce, _hostNonce))
        {
            Forget();
            _hostNonce = hello.HostNonce;
            _deviceNonce = new byte[16];
            _entropy.Fill(_deviceNonce);
        }

        Reply envelope = Reply.Decode(reply);
        HelloReply greeting = HelloReply.Decode(new ByteReader(envelope.Body));
        greeting.DeviceNonce = _deviceNonce;
        return Reply.Ok(greeting.Encode(), envelope.Anchor);
    }

    // Unlock may be repeated as often as the host likes: it stands outside of the count.
    private byte[] Unlock(byte[] message)
    {
        byte[] reply = _handler.Handle(message, message.Length);
        if (reply[0] == (byte)ReplyStatus.Ok)
        {
            byte[] hostHalf = Protocol.Unlock.Decode(Body(message)).HostHalf;
            byte[] linkKey = _hmac.Sha256(hostHalf, s_linkKeyLabel);
            ByteWriter nonces = new ByteWriter(32);
            nonces.Bytes(_hostNonce);
            nonces.Bytes(_deviceNonce);
            _sessionKey = _hmac.Sha256(linkKey, nonces.ToArray());
            Array.Clear(hostHalf, 0, hostHalf.Length);
            Array.Clear(linkKey, 0, linkKey.Length);
        }

        return reply;
    }

    private byte[] Counted(uint sequence, byte[] message)
    {
        byte[] fingerprint = Fingerprint(sequence, message);
        if (sequence == _lastSequence && _lastReply != null)
        {
            return Check.SameSecret(fingerprint, _lastFingerprint)
                ? _lastReply
                : Malformed(ErrorCode.SequenceReused, "this number was used for another request");
        }

        if (sequence <= _lastSequence)
        {
            return Malformed(ErrorCode.SequenceStale, "this number is older than the last one answered");
        }

        // The seal stays where it is, behind the request: a copy without it would cost the heap as much as the largest message.
        int length = message.Length;
        if (Seal.IsRequired((MessageId)message[0]))
        {
            if (_sessionKey == null)
            {
                return Locked(message);
            }

            length -= ProtocolLimits.SealBytes;
            if (!IsSealed(sequence, message, length))
            {
                return Malformed(ErrorCode.BadSeal, "the seal does not fit request, number or session");
            }
        }

        // The reply is remembered before it is sent: from here on a repeat executes nothing.
        byte[] reply = _handler.Handle(message, length);
        _lastSequence = sequence;
        _lastFingerprint = fingerprint;
        _lastReply = reply;
        if (message[0] == (byte)MessageId.Wipe && reply[0] == (byte)ReplyStatus.Ok)
        {
            _sessionKey = null;
        }

        return reply;
    }

    // Blank, locked or stopped: the handler's own answer to a request that it cannot serve is the clear one.
    private byte[] Locked(byte[] message)
    {
        byte[] question = new Status().Encode();
        byte[] status = _handler.Handle(question, question.Length);
        if (status[0] == (byte)ReplyStatus.Ok)
        {
            StatusReply state = StatusReply.Decode(new ByteReader(Reply.Decode(status).Body));
            if (state.State == DeviceState.Blank)
            {
                return NotNow(ErrorCode.Blank, "the device is blank: provision it");
            }

            if (state.State == DeviceState.Stopped)
            {
                return Reply.Failed(ReplyStatus.Fault, ErrorCode.Stopped, "", Ascii.Text(state.Sentence));
            }
        }

        return NotNow(ErrorCode.Locked, "this session is not unlocked");
    }

    // True when the bytes behind the first length ones are the seal of those.
    private bool IsSealed(uint sequence, byte[] message, int length)
    {
        if (length < 1)
        {
            return false;
        }

        byte[] seal = new byte[ProtocolLimits.SealBytes];
        Array.Copy(message, length, seal, 0, seal.Length);
        byte[] mac = _hmac.Sha256(_sessionKey, Seal.Input(sequence, message, length));
        byte[] expected = new byte[ProtocolLimits.SealBytes];
        Array.Copy(mac, 0, expected, 0, expected.Length);
        return Check.SameSecret(expected, seal);
    }

    // Tells "the same bytes" without keeping them: a request may be 8 KB, and may hold a secret.
    private byte[] Fingerprint(uint sequence, byte[] message)
    {
        return _hmac.Sha256(_deviceNonce, Seal.Input(sequence, message));
    }

    private void Forget()
    {
        if (_sessionKey != null)
        {
            Array.Clear(_sessionKey, 0, _sessionKey.Length);
        }

        _sessionKey = null;
        _lastSequence = 0;
        _lastFingerprint = null;
        _lastReply = null;
    }

    private static ByteReader Body(byte[] message)
    {
        return new ByteReader(message, 1, message.Length - 1);
    }

    private static byte[] Malformed(ErrorCode code, string sentence)
    {
        return Reply.Failed(ReplyStatus.Malformed, code, "", sentence);
    }

    private static byte[] NotNow(ErrorCode code, string sentence)
    {
        return Reply.Failed(ReplyStatus.NotNow, code, "", sentence);
    }
}
