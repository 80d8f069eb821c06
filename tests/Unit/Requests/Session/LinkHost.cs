using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The host's end of PROTOCOL.md, "Session", without a line: what a host with this half sends, and how it reads what it gets.</summary>
public sealed class LinkHost
{
    /// <summary>Of the session that <see cref="Read"/> opened last; null before.</summary>
    public byte[] SessionKey = null!;

    /// <summary>Public, so that a test can be the wiretapper who has the flash as well.</summary>
    public byte[] PairingKey;

    private static readonly IHmac s_hmac = new SoftwareHmac();
    private readonly Secp256k1 _curve = Secp256k1.Software();

    private readonly byte[] _secret;
    private byte[] _candidate = null!;
    private byte[] _mac = null!;

    /// <param name="hostHalf">Null on a device that is blank: nothing is shared with it.</param>
    /// <param name="secret">A byte that makes the ephemeral secret.</param>
    public LinkHost(byte[] hostHalf, byte secret)
    {
        PairingKey = hostHalf == null ? new byte[32] : LinkKeys.PairingKey(s_hmac, hostHalf);
        _secret = new byte[32];
        for (int i = 0; i < _secret.Length; i++)
        {
            _secret[i] = secret;
        }
    }

    public byte[] Point
    {
        get { return _curve.PublicKey(_secret); }
    }

    public static byte[] Hello(int nonceSeed)
    {
        Hello hello = new Hello();
        hello.ProtocolVersion = ProtocolLimits.Version;
        hello.HostNonce = new byte[16];
        hello.HostNonce[0] = (byte)nonceSeed;
        return hello.Encode();
    }

    /// <summary>Provision or Unlock as it travels, for the offer in a reply to Hello.</summary>
    public byte[] Veil(byte[] helloReply, byte[] message)
    {
        byte[] greeting = Holdfast.Protocol.Reply.Decode(helloReply).Body;
        HelloReply offer = HelloReply.Decode(new ByteReader(greeting));
        LinkKeys keys = new LinkKeys(s_hmac, _curve.Ecdh(offer.DevicePoint, _secret), PairingKey, greeting, Point, message[0]);
        byte[] masked = keys.Mask(message, 1, message.Length - 1);
        _mac = keys.Mac(masked);
        _candidate = keys.SessionKey(message);
        ByteWriter writer = new ByteWriter(74 + masked.Length);
        writer.U8(message[0]);
        writer.Bytes(offer.DeviceNonce);
        writer.Bytes(Point);
        writer.Bytes(masked);
        writer.Bytes(_mac, 0, LinkKeys.MacBytes);
        byte[] unstamped = writer.ToArray();
        writer.Bytes(s_hmac.Sha256(PairingKey, Holdfast.Protocol.Seal.Stamp(unstamped, unstamped.Length)), 0, Holdfast.Protocol.Seal.StampBytes);
        return writer.ToArray();
    }

    /// <summary>Puts the right stamp behind a veiled message, whatever the message is.</summary>
    public void Stamp(byte[] veiled)
    {
        int at = veiled.Length - Holdfast.Protocol.Seal.StampBytes;
        Array.Copy(s_hmac.Sha256(PairingKey, Holdfast.Protocol.Seal.Stamp(veiled, at)), 0, veiled, at, Holdfast.Protocol.Seal.StampBytes);
    }

    /// <summary>The reply to the last veiled request; null when its seal is not the device's. An ok reply to Unlock opens the session.</summary>
    public Reply Read(uint sequence, byte[] message)
    {
        Reply reply = ReadSealed(_candidate, sequence, _mac, message);
        if (reply != null && reply.Status == ReplyStatus.Ok)
        {
            SessionKey = _candidate;
        }

        return reply!;
    }

    /// <summary>A request as it travels in the session.</summary>
    public byte[] Seal(uint sequence, byte[] request)
    {
        byte[] message = new byte[request.Length + ProtocolLimits.SealBytes];
        Array.Copy(request, 0, message, 0, request.Length);
        message[0] |= Holdfast.Protocol.Seal.Flag;
        Array.Copy(Mac(sequence, message, request.Length), 0, message, request.Length, ProtocolLimits.SealBytes);
        return message;
    }

    /// <summary>The reply to a sealed request; null when it is not the device's to this one.</summary>
    public Reply Read(uint sequence, byte[] sealedRequest, byte[] message)
    {
        return ReadSealed(SessionKey, sequence, Mac(sequence, sealedRequest, sealedRequest.Length - ProtocolLimits.SealBytes), message);
    }

    private byte[] Mac(uint sequence, byte[] message, int length)
    {
        return s_hmac.Sha256(SessionKey, Holdfast.Protocol.Seal.Request(sequence, message, length));
    }

    private static Reply ReadSealed(byte[] key, uint sequence, byte[] requestMac, byte[] message)
    {
        int length = message.Length - ProtocolLimits.SealBytes;
        if (length < 1 || (message[0] & Holdfast.Protocol.Seal.Flag) == 0
            || !Holdfast.Protocol.Seal.Fits(s_hmac.Sha256(key, Holdfast.Protocol.Seal.Reply(sequence, requestMac, message, length)), message, length, ProtocolLimits.SealBytes))
        {
            return null!;
        }

        byte[] reply = new byte[length];
        Array.Copy(message, 0, reply, 0, length);
        reply[0] = (byte)(reply[0] & ~Holdfast.Protocol.Seal.Flag);
        return Holdfast.Protocol.Reply.Decode(reply);
    }
}
