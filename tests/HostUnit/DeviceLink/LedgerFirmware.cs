using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>
/// A device reduced to what the link must not break: it unlocks, and it books every NewChannel in a ledger that survives reboots and takes the same
/// entry only once, as the journal does. It also counts how often it was asked.
/// </summary>
internal sealed class LedgerFirmware(LedgerFirmware.Ledger ledger) : IRequestHandler
{
    private static readonly SoftwareHmac s_hmac = new();

    // One for each thread: a curve has scratch space.
    private static readonly ThreadLocal<Secp256k1> s_curve = new(Secp256k1.Software);
    private bool _isUnlocked;

    public static SimulatedDevice NewDevice(Ledger ledger, Action<SimulatedDevice>? configure = null)
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings
        {
            Firmware = _ => new LedgerFirmware(ledger),
            EntropySeed = 1,
            HasManualClock = true,
        });
        configure?.Invoke(device);
        return device;
    }

    public int MessageBytesMax => ProtocolLimits.MessageBytesMax;

    public byte[] PairingKey => LinkKeys.PairingKey(s_hmac, ledger.HostHalf);

    public DeviceState State => _isUnlocked ? DeviceState.Ready : DeviceState.Locked;

    public string Sentence => "";

    public LinkGreeting Greeting { get; } = new();

    private static LinkOffer Offer()
    {
        byte[] secret = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        return new LinkOffer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(LinkOffer.NonceBytes), secret, s_curve.Value!.PublicKey(secret));
    }

    public byte[]? Agree(LinkOffer offer, byte[] hostPoint) => s_curve.Value!.IsPoint(hostPoint) ? s_curve.Value.Ecdh(hostPoint, offer.Secret) : null;

    public byte[] Handle(byte[] message, int length)
    {
        ByteReader body = new(message, 1, length - 1);
        switch ((MessageId)message[0])
        {
            case MessageId.Hello:
                Hello.Decode(body);
                if (ledger.Version != ProtocolLimits.Version)
                {
                    return Reply.Failed(ReplyStatus.NotNow, ErrorCode.VersionMismatch, "this device speaks version " + ledger.Version);
                }

                if (Greeting.Offer == null)
                {
                    Greeting.Draw(Offer());
                }

                return Ok(Greeting.Tell(new HelloReply
                {
                    ProtocolVersion = ledger.Version,
                    FirmwareVersion = Ascii.Bytes("ledger"),
                    Board = Ascii.Bytes("none"),
                    State = State,
                    VolumeId = new byte[16],
                    MessageBytesMax = ProtocolLimits.MessageBytesMax,
                    HtlcsMax = ProtocolLimits.HtlcsMax,
                    Sentence = [],
                }));
            case MessageId.Unlock:
                Unlock unlock = Unlock.Decode(body);
                ledger.ReceiptGiven = unlock.Receipt;
                if (!Check.Same(unlock.HostHalf, ledger.HostHalf))
                {
                    return Reply.Failed(ReplyStatus.NotNow, ErrorCode.WrongHostHalf, "wrong half");
                }

                _isUnlocked = true;
                return Ok(new UnlockReply { State = DeviceState.Ready, Receipt = ReceiptResult.Same }.Encode());
            case MessageId.NewChannel:
                NewChannel entry = NewChannel.Decode(body);
                ledger.Asked.Add(entry.Dbid);
                if (!ledger.Booked.Contains(entry.Dbid))
                {
                    ledger.Booked.Add(entry.Dbid);
                }

                ledger.OnBooked?.Invoke(entry.Dbid);
                if (ledger.Garbles)
                {
                    return [0x77];
                }

                return Ok(new NewChannelReply().Encode());
            case MessageId.SignMessage:
                return ledger.IsTerse ? Ok([]) : Ok(new SignMessageReply { Signature = Sign(SignMessage.Decode(body).Message) }.Encode());
            case MessageId.Ecdh:
                return Reply.Refused("RuleOfThisTest", "policy-test", "no");
            case MessageId.NodeKeys:
                return Reply.Failed(ReplyStatus.Fault, ErrorCode.Invariant, "broken");
            case MessageId.DeriveSecret:
                return Reply.Failed(ReplyStatus.Malformed, ErrorCode.BadBody, "bad");
            case MessageId.ForgetChannel:
                return Reply.Failed(ReplyStatus.NotNow, ErrorCode.UnknownChannel, "none");
            default:
                return Reply.Failed(ReplyStatus.Malformed, ErrorCode.UnknownMessage, "unknown");
        }
    }

    public void Idle()
    {
    }

    /// <summary>What "signature" the reply to a SignMessage must carry: made of every byte of the message, so that a mix-up shows.</summary>
    public static byte[] Sign(byte[] message)
        => [.. System.Security.Cryptography.SHA512.HashData(message), 0];

    private byte[] Ok(byte[] body)
    {
        ByteWriter receipt = new(24);
        receipt.U64(_isUnlocked ? (ulong)ledger.Booked.Count + 1 : 0);
        receipt.Bytes(new byte[16]);
        return Reply.Ok(body, receipt.ToArray());
    }

    internal sealed class Ledger
    {
        public byte Version { get; set; } = ProtocolLimits.Version;

        public byte[] HostHalf { get; } = new byte[32];

        /// <summary>Answers NewChannel with what is no reply.</summary>
        public bool Garbles { get; set; }

        /// <summary>Leaves the signature out of its reply to SignMessage.</summary>
        public bool IsTerse { get; init; }

        /// <summary>Every NewChannel that reached the firmware.</summary>
        public List<ulong> Asked { get; } = [];

        /// <summary>Every NewChannel that had an effect.</summary>
        public List<ulong> Booked { get; } = [];

        public byte[]? ReceiptGiven { get; set; }

        /// <summary>Called when an entry was booked and the reply not yet sent.</summary>
        public Action<ulong>? OnBooked { get; set; }
    }
}
