using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.Fuzz;

/// <summary>
/// The line itself: streams of bytes instead of messages. A whole device, blank and provisioned, is sent anything and must neither change a byte of its
/// flash nor lose its way: a good Hello right behind is answered. The host's end reads spoiled replies.
/// </summary>
internal abstract class LinkTarget : Target
{
    private static readonly byte[] s_hello = new Hello { ProtocolVersion = ProtocolLimits.Version, HostNonce = new byte[16] }.Encode();

    public override IReadOnlyList<Type> Refusals { get; } = [typeof(MalformedException)];

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Stream(s_hello, 1),
        Stream(new byte[3000], 2),
        [.. Stream(s_hello, 3), .. Stream(new Status().Encode(), 4), .. Stream(new Ecdh { Point = new byte[33] }.Encode(), 5)],
    ];

    public static IEnumerable<Target> All() => [new ReplyTarget(), new DeviceTarget(isProvisioned: false), new DeviceTarget(isProvisioned: true)];

    private static byte[] Stream(byte[] message, uint sequence)
        => [.. Enumerable.Range(0, FrameWriter.Count(message.Length)).SelectMany(i => FrameWriter.Encode(message, sequence, fromDevice: false, i))];

    private sealed class ReplyTarget : LinkTarget
    {
        public override string Name => "link replies";

        public override IReadOnlyList<byte[]> Seeds { get; } =
        [
            Reply.Ok(new byte[64], new byte[ProtocolLimits.ReceiptBytes]),
            Reply.Refused("RetryIsSame", "policy-commitment-retry-same", "no second content"),
        ];

        public override int LengthMaxBytes => ProtocolLimits.MessageBytesMin;

        public override void Feed(byte[] input) => Reply.Decode(input);
    }

    /// <summary>Silence from the device is this target's "refused".</summary>
    private sealed class DeviceTarget : LinkTarget
    {
        private readonly SimulatedDevice _device = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 1, HasManualClock = true });
        private readonly byte[] _flash;
        private uint _hello;

        public DeviceTarget(bool isProvisioned)
        {
            Name = isProvisioned ? "link to a locked device" : "link to a blank device";
            if (isProvisioned)
            {
                using SignerClient client = new(new InProcessTransport(_device), new SignerClientSettings());
                client.Exchange(new Provision { Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)1, 32)], HostHalf = new byte[32] }.Encode());
            }

            _flash = _device.Storage.TakeImage();
        }

        public override string Name { get; }

        public override long AllocatedBytesMax(int inputLengthBytes) => 4 * 1024 * 1024;

        public override void Feed(byte[] input)
        {
            int answered = Send(input);
            uint number = 0x80000000 | ++_hello;
            Assert.AreNotEqual(0, Send(Stream(s_hello, number)), "the device lost its way");
            CollectionAssert.AreEqual(_flash, _device.Storage.TakeImage(), "the flash changed");
            if (answered == 0)
            {
                throw new MalformedException("no answer");
            }
        }

        // The line is silent for a second afterwards, so that nothing of this input waits for the next.
        private int Send(byte[] bytes)
        {
            _device.Link.Receive(bytes);
            for (int i = 0; i < 2_000 && (_device.Step() || _device.Link.Available > 0 || i < 10); i++)
            {
                _device.Clock.Advance(_device.Link.Available > 0 ? 0 : 250);
            }

            byte[] answer = new byte[65_536];
            return _device.Link.Send(answer);
        }
    }
}
