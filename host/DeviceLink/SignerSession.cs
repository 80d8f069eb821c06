using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>
/// The host's end of PROTOCOL.md, "Session": Hello, the veil over Unlock and Provision, and the seals. A reply counts only with a seal that fits; what comes
/// without one is at most a hint that the session is gone. The session's name in the reply to Hello tells whether the device still is where it was.
/// </summary>
internal sealed class SignerSession(MessageLine line, SignerClientSettings settings)
{
    private const int OffersMax = 4;

    private static readonly byte[] s_noName = new byte[16];
    private static readonly HostHmac s_hmac = new();

    // Made at the first handshake: an unpaired host needs none.
    private readonly Lazy<Secp256k1> _curve = new(NewCurve);

    // Outside of the session numbers only pair a question with its reply: bit 31 set, and bit 30 where the same question may come again later. They start
    // anywhere, so that the device does not take the question of a new process for the repeat of an older one's.
    private readonly uint _firstNumber = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
    private uint _handshakes;
    private byte[] _greeting = [];
    private byte[]? _key;
    private byte[] _name = s_noName;
    private byte[] _expectedName = s_noName;
    private PendingProvision? _provision;

    /// <summary>What the device said of itself last; null before the first Hello. Part of the handshake: an Unlock succeeds only when it is true.</summary>
    public HelloReply? Device { get; private set; }

    /// <summary>The same as it was when an Unlock succeeded last: nobody on the cable has changed it. Null before the first one.</summary>
    public HelloReply? ConfirmedDevice { get; private set; }

    /// <summary>How the device compared its journal with the host's receipt at the last unlock.</summary>
    public ReceiptResult ReceiptResult { get; private set; }

    /// <summary>Sessions that were opened since the device started, this client's included; 0 before its first.</summary>
    public uint Sessions { get; private set; }

    public byte[]? HostHalf { get; set; } = settings.HostHalf;

    public bool IsUnlocked => _key != null;

    /// <summary>How often the device was seen to have started anew: it had this client's session, and has none.</summary>
    public int Boot { get; private set; }

    /// <summary>Whose session this client's replaced at the last handshake.</summary>
    public SessionBefore Before { get; private set; }

    /// <summary>
    /// Says Hello and, where the device does not have this client's session any more, Unlock. Afterwards sealed requests are possible if the device is provisioned and the
    /// host has its half.
    /// </summary>
    /// <returns>The receipt of the Unlock; null when none was needed.</returns>
    /// <exception cref="LineTroubleException">No answer.</exception>
    /// <exception cref="SignerException">The device answered, and does not let this client in.</exception>
    public byte[]? Shake(byte[]? receipt, CancellationToken cancellation)
    {
        Before = SessionBefore.None;
        Reply? refused = null;
        for (int offers = 0; offers < OffersMax; offers++)
        {
            HelloReply device = Greet(cancellation);
            if (_key != null && Check.Same(device.SessionName, _name))
            {
                // No Unlock follows, so this greeting may be anybody's: it tells that the session goes on, if it does, and nothing else.
                Device = ConfirmedDevice;
                return null;
            }

            _key = null;
            if (device.State is not (DeviceState.Locked or DeviceState.Ready) || HostHalf == null)
            {
                return null;
            }

            bool hasNone = Check.Same(device.SessionName, s_noName);
            bool hadOurs = !Check.Same(_name, s_noName);
            SessionBefore before = hasNone || Check.Same(device.SessionName, _name) || Check.Same(device.SessionName, _expectedName) ? SessionBefore.None
                : hadOurs ? SessionBefore.Stolen
                : SessionBefore.Unknown;
            refused = Unlock(HostHalf, receipt, cancellation);
            if (refused.IsAuthentic)
            {
                // Until here anybody may have said what session the device has.
                Before = before;
                Boot += hasNone && hadOurs ? 1 : 0;
                return SignerAnswer.RequireOk(refused).Receipt;
            }
        }

        // Once may have been the line, or another host between Hello and Unlock. A half that is not the device's ends like this as well.
        throw refused!.Code == ErrorCode.NoSession
            ? new LineTroubleException("the handshake failed several times: the device reboots, or other hosts interrupt it")
            : SignerAnswer.Refusal(refused);
    }

    /// <summary>The next handshake starts another session: the device does not take this one's numbers.</summary>
    public void Renew() => _key = null;

    /// <summary>One question and what came back, sealed both ways where there is a session.</summary>
    /// <param name="sequence">Of the session's count; the same for every repeat of the same request.</param>
    public Reply Ask(byte[] message, uint sequence, CancellationToken cancellation)
    {
        MessageId id = (MessageId)message[0];
        if (Seal.IsVeiled(id))
        {
            return Provision(message, cancellation);
        }

        if (_key == null)
        {
            // A greeting that keeps this client from unlocking may be anybody's: only to an open question there is an answer without a seal.
            Func<Reply, bool> isTaken = Seal.IsRequired(id) ? SignerAnswer.IsHint : _ => true;
            return Repeat(message, 0xC0000000 | ((_firstNumber + sequence) & 0x3fffffff), reply => Unsealed(reply, isTaken), cancellation);
        }

        byte[] key = _key;
        byte[] flagged = [(byte)(message[0] | Seal.Flag), .. message.AsSpan(1)];
        byte[] mac = s_hmac.Sha256(key, Seal.Request(sequence, flagged, flagged.Length));
        byte[] wire = [.. flagged, .. mac.AsSpan(0, ProtocolLimits.SealBytes)];
        if (wire.Length > ConfirmedDevice!.MessageBytesMax)
        {
            throw new MessageTooLongException(wire.Length, ConfirmedDevice.MessageBytesMax);
        }

        return Repeat(wire, sequence, reply => Sealed(reply, key, sequence, mac) ?? Unsealed(reply, SignerAnswer.IsHint), cancellation);
    }

    private HelloReply Greet(CancellationToken cancellation)
    {
        Hello hello = new() { ProtocolVersion = ProtocolLimits.Version, HostNonce = RandomNumberGenerator.GetBytes(16) };
        Reply reply = Repeat(hello.Encode(), NextNumber(), answer => Unsealed(answer, SignerAnswer.IsGreeting), cancellation);
        if (reply.Status != ReplyStatus.Ok)
        {
            // Another version. The byte may have been changed on its way, so the device is asked once more before the owner is.
            reply = SignerAnswer.RequireOk(Repeat(hello.Encode(), NextNumber(), answer => Unsealed(answer, SignerAnswer.IsGreeting), cancellation));
        }

        HelloReply device = HelloReply.Decode(new ByteReader(reply.Body));
        if (device.ProtocolVersion != ProtocolLimits.Version)
        {
            throw new SignerNotReadyException(new Reply
            {
                Status = ReplyStatus.NotNow,
                Code = ErrorCode.VersionMismatch,
                Tag = "",
                Sentence = $"the device speaks version {device.ProtocolVersion} of the protocol, this host speaks version {ProtocolLimits.Version}",
            });
        }

        if (device.MessageBytesMax is < ProtocolLimits.MessageBytesMin or > ProtocolLimits.MessageBytesMax || device.HtlcsMax > ProtocolLimits.HtlcsMax)
        {
            throw new MalformedException("the device reports limits that this protocol does not allow");
        }

        _greeting = reply.Body;
        Device = device;
        return device;
    }

    private Reply Unlock(byte[] hostHalf, byte[]? receipt, CancellationToken cancellation)
    {
        byte[] unlock = new Unlock { HostHalf = hostHalf, Receipt = receipt, Holder = Holder() }.Encode();
        Veil veil = NewVeil(unlock, LinkKeys.PairingKey(s_hmac, hostHalf));
        byte[] name = LinkKeys.SessionName(s_hmac, veil.SessionKey);

        // When the reply is lost the device has the new session all the same: its name must not look like that of another host.
        _expectedName = name;
        Reply reply = Repeat(veil, cancellation);
        if (reply.Status != ReplyStatus.Ok)
        {
            return reply;
        }

        UnlockReply unlocked = UnlockReply.Decode(new ByteReader(reply.Body));
        ReceiptResult = unlocked.Receipt;
        Sessions = unlocked.Sessions;
        Device!.State = unlocked.State;
        ConfirmedDevice = Device;
        _key = veil.SessionKey;
        _name = name;
        return reply;
    }

    private byte[] Holder()
    {
        if (settings.Holder.Length == 0)
        {
            return [];
        }

        byte[] fence = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(fence, settings.Fence);
        return [.. fence, .. Ascii.Bytes(settings.Holder, ProtocolLimits.HolderBytesMax - fence.Length)];
    }

    // A blank device shares nothing with anybody: the veil then keeps listeners out, not the one who holds the cable.
    private Reply Provision(byte[] message, CancellationToken cancellation)
    {
        if (_provision != null && Check.Same(_provision.Message, message))
        {
            // The line broke before the reply came. These very bytes again are answered again, if the device had taken them.
            Reply again = Repeat(_provision.Veil, cancellation);
            if (again.IsAuthentic || again.Code != ErrorCode.NoSession)
            {
                return again;
            }
        }

        // A device that has a secret already is told so under the key that it shares with this client, if the client has its half.
        HelloReply device = Greet(cancellation);
        byte[] pairing = device.State == DeviceState.Blank || HostHalf == null ? new byte[LinkKeys.PairingBytes] : LinkKeys.PairingKey(s_hmac, HostHalf);
        _provision = new PendingProvision(message, NewVeil(message, pairing));
        Reply reply = Repeat(_provision.Veil, cancellation);
        _provision = null;
        return reply;
    }

    private Veil NewVeil(byte[] message, byte[] pairingKey)
    {
        if (!_curve.Value.IsPoint(Device!.DevicePoint))
        {
            throw new LineTroubleException("the device offers no key for a handshake");
        }

        byte[] secret = RandomNumberGenerator.GetBytes(32);
        byte[] shared = _curve.Value.Ecdh(Device.DevicePoint, secret);
        byte[] point = _curve.Value.PublicKey(secret);
        LinkKeys keys = new(s_hmac, shared, pairingKey, _greeting, point, message[0]);
        byte[] masked = keys.Mask(message, 1, message.Length - 1);
        byte[] mac = keys.Mac(masked);
        byte[] unstamped = [message[0], .. Device.DeviceNonce, .. point, .. masked, .. mac.AsSpan(0, LinkKeys.MacBytes)];
        byte[] stamp = s_hmac.Sha256(pairingKey, Seal.Stamp(unstamped, unstamped.Length));
        Veil veil = new(NextNumber(), [.. unstamped, .. stamp.AsSpan(0, Seal.StampBytes)], mac, keys.SessionKey(message));
        keys.Wipe();
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(shared);
        return veil;
    }

    private Reply Repeat(Veil veil, CancellationToken cancellation) => Repeat(
        veil.Bytes, veil.Number, answer => Sealed(answer, veil.SessionKey, veil.Number, veil.Mac) ?? Unsealed(answer, SignerAnswer.IsHint), cancellation);

    /// <summary>Sends and sends again, with growing waits, until something comes that is taken as the answer.</summary>
    /// <exception cref="LineTroubleException">The line stayed silent for longer than the settings allow.</exception>
    /// <exception cref="LinkLostException">The same on a line that has never answered, where the settings give it less time.</exception>
    private Reply Repeat(byte[] message, uint sequence, Func<byte[], Reply?> read, CancellationToken cancellation)
    {
        int? firstMsMax = Device == null ? settings.FirstAnswerMsMax : null;
        int silenceMsMax = firstMsMax ?? settings.SilenceMsMax;
        int waitMs = settings.ReplyTimeoutMs;
        for (int silentMs = 0; silentMs < silenceMsMax; silentMs += waitMs)
        {
            waitMs = silentMs == 0 ? waitMs : Math.Min(2 * waitMs, settings.ReplyTimeoutMaxMs);
            waitMs = firstMsMax == null ? waitMs : Math.Min(waitMs, silenceMsMax - silentMs);
            line.Send(message, sequence);
            Reply? answer = line.Receive(sequence, waitMs, read, cancellation);
            if (answer != null)
            {
                return answer;
            }
        }

        if (firstMsMax is int patienceMs)
        {
            throw new LinkLostException(
                $"nothing answered on {line.Name} within {patienceMs / 1000.0:0.#} s: the port may lead to the board's debugger, or to something else; "
                + "try the other connector", wasSent: false);
        }

        throw new LineTroubleException($"no answer on {line.Name}");
    }

    private uint NextNumber() => 0x80000000 | ((_firstNumber + ++_handshakes) & 0x3fffffff);

    // Null when the seal is not that of this request's reply: it may come from anybody, and it is not an answer to this host.
    private static Reply? Sealed(byte[] bytes, byte[] key, uint sequence, byte[] requestMac)
    {
        int length = bytes.Length - ProtocolLimits.SealBytes;
        if (length < 1 || (bytes[0] & Seal.Flag) == 0
            || !Seal.Fits(s_hmac.Sha256(key, Seal.Reply(sequence, requestMac, bytes, length)), bytes, length, ProtocolLimits.SealBytes))
        {
            return null;
        }

        bytes[0] &= unchecked((byte)~Seal.Flag);
        Reply reply = Reply.Decode(bytes[..length]);
        reply.IsAuthentic = true;
        return reply;
    }

    private static Reply? Unsealed(byte[] bytes, Func<Reply, bool> isTaken)
    {
        try
        {
            Reply reply = Reply.Decode(bytes);
            return isTaken(reply) ? reply : null;
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    private static Secp256k1 NewCurve()
    {
        Secp256k1 curve = Secp256k1.Software();
        curve.Blind(RandomNumberGenerator.GetBytes(32));
        return curve;
    }

    /// <summary>A veiled request as it travels, the MAC that its reply refers to, and the key of that reply's seal.</summary>
    private sealed record Veil(uint Number, byte[] Bytes, byte[] Mac, byte[] SessionKey);

    private sealed record PendingProvision(byte[] Message, Veil Veil);
}
