using System.Security.Cryptography;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>
/// The host's end of PROTOCOL.md, "Session": Hello, Unlock and the seal. The host nonce stays the same for as long as the session does, so Hello
/// tells whether the device still is where it was or has been rebooted meanwhile.
/// </summary>
internal sealed class SignerSession(MessageLine line, SignerClientSettings settings)
{
    private byte[] _hostNonce = RandomNumberGenerator.GetBytes(16);
    private byte[]? _deviceNonce;
    private byte[]? _sessionKey;
    private uint _handshakes;

    /// <summary>What the device said of itself last; null before the first Hello.</summary>
    public HelloReply? Device { get; private set; }

    /// <summary>How the device compared its journal with our anchor at the last unlock.</summary>
    public AnchorResult AnchorResult { get; private set; }

    public byte[]? HostHalf { get; set; } = settings.HostHalf;

    public bool IsUnlocked => _sessionKey != null;

    /// <summary>
    /// Says Hello and, where the device is locked or new to us, Unlock. Afterwards sealed requests are possible if the device is provisioned
    /// and we have our half.
    /// </summary>
    /// <returns>The anchor of the Unlock; null when none was needed.</returns>
    /// <exception cref="LineTroubleException">No answer.</exception>
    /// <exception cref="SignerException">The device answered, and does not let us in.</exception>
    public byte[]? Shake(byte[]? anchor, CancellationToken cancellation)
    {
        Hello hello = new() { ProtocolVersion = ProtocolLimits.Version, HostNonce = _hostNonce };
        Device = HelloReply.Decode(new ByteReader(Ask(hello.Encode(), cancellation).Body));
        if (Device.ProtocolVersion != ProtocolLimits.Version)
        {
            throw new SignerNotReadyException(new Reply
            {
                Status = ReplyStatus.NotNow,
                Code = ErrorCode.VersionMismatch,
                Tag = "",
                Sentence = $"the device speaks version {Device.ProtocolVersion} of the protocol, this host {ProtocolLimits.Version}",
            });
        }

        if (!Check.Same(Device.DeviceNonce, _deviceNonce))
        {
            _deviceNonce = Device.DeviceNonce;
            _sessionKey = null;
        }

        bool canUnlock = Device.State is DeviceState.Locked or DeviceState.Ready;
        return canUnlock && _sessionKey == null && HostHalf != null ? Unlock(HostHalf, anchor, cancellation) : null;
    }

    /// <summary>The next handshake starts another session: the device does not take this one's numbers or seals.</summary>
    public void Renew()
    {
        _hostNonce = RandomNumberGenerator.GetBytes(16);
        _deviceNonce = null;
        _sessionKey = null;
    }

    /// <summary>The request as it goes over the line.</summary>
    public byte[] Sealed(byte[] request, uint sequence)
    {
        if (!Seal.IsRequired((MessageId)request[0]))
        {
            return request;
        }

        // Without a key the device says why it does not serve us (blank, locked, stopped); an empty seal lets it.
        byte[] seal = _sessionKey == null
            ? new byte[ProtocolLimits.SealBytes]
            : HMACSHA256.HashData(_sessionKey, Seal.Input(sequence, request))[..ProtocolLimits.SealBytes];
        return [.. request, .. seal];
    }

    /// <summary>Sends and sends again, with growing waits, until an answer comes.</summary>
    /// <exception cref="LineTroubleException">The line stayed silent for longer than the settings allow.</exception>
    public byte[] Repeat(byte[] message, uint sequence, CancellationToken cancellation)
    {
        int waitMs = settings.ReplyTimeoutMs;
        for (int silentMs = 0; silentMs < settings.SilenceMsMax; silentMs += waitMs)
        {
            waitMs = silentMs == 0 ? waitMs : Math.Min(2 * waitMs, settings.ReplyTimeoutMaxMs);
            line.Send(message, sequence);
            byte[]? answer = line.Receive(sequence, waitMs, cancellation);
            if (answer != null)
            {
                return answer;
            }
        }

        throw new LineTroubleException($"no answer on {line.Name}");
    }

    private byte[] Unlock(byte[] hostHalf, byte[]? anchor, CancellationToken cancellation)
    {
        Reply reply = Ask(new Unlock { HostHalf = hostHalf, Anchor = anchor }.Encode(), cancellation);
        UnlockReply unlocked = UnlockReply.Decode(new ByteReader(reply.Body));
        AnchorResult = unlocked.Anchor;
        Device!.State = unlocked.State;

        byte[] linkKey = HMACSHA256.HashData(hostHalf, "holdfast link"u8);
        byte[] nonces = [.. _hostNonce, .. _deviceNonce!];
        _sessionKey = HMACSHA256.HashData(linkKey, nonces);
        return reply.Anchor;
    }

    // Numbers with the top bit set only pair a handshake with its reply; the count of the session is not touched.
    private Reply Ask(byte[] message, CancellationToken cancellation)
    {
        uint sequence = 0x80000000 | (++_handshakes & 0x7fffffff);
        Reply reply = Reply.Decode(Repeat(message, sequence, cancellation));
        return reply.Code == ErrorCode.NoSession
            ? throw new LineTroubleException("the device was rebooted in the middle of a handshake")
            : SignerAnswer.RequireOk(reply);
    }
}
