using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The device without its cable: hardware goes in, requests are answered. The same class runs on the chip, in the simulator and in tests; only the
/// hardware behind the interfaces differs. Start reading at <see cref="RequestGate"/>.
/// </summary>
public sealed class Signer : IRequestHandler
{
    private readonly SignerDevice _device;
    private readonly Dispatcher _dispatcher;

    /// <param name="board">ASCII name of the board, at most 32 bytes.</param>
    public Signer(IStorage storage, IClock clock, IEntropy entropy, IApproval approval, IStatusLight light, IHmac hmac, IConstantTable table,
        byte[] board)
    {
        _device = new SignerDevice(storage, clock, entropy, approval, light, hmac, table, board);
        _dispatcher = new Dispatcher(_device);
    }

    /// <summary>ASCII name and version of the runtime, at most 64 bytes, for Status.</summary>
    public byte[] RuntimeVersion
    {
        set { _device.RuntimeVersion = value; }
    }

    /// <summary>Where Status looks for free memory; without it the figure is 0.</summary>
    public IMemory Memory
    {
        set { _device.Memory = value; }
    }

    /// <summary>
    /// The longest message that the board has memory for; to be set before <see cref="Boot"/>. The limit of HTLCs follows from it, so it is lowered only
    /// on a device whose channels have fewer in flight.
    /// </summary>
    public int MessageBytesMax
    {
        get
        {
            return _device.MessageBytesMax;
        }

        set
        {
            _device.MessageBytesMax = value;
        }
    }

    /// <summary>Once, before anything else: finds out what is on the flash.</summary>
    public void Boot()
    {
        _dispatcher.Boot();
    }

    /// <inheritdoc/>
    public byte[] PairingKey
    {
        get { return _device.KeyFile == null ? new byte[LinkKeys.PairingBytes] : _device.KeyFile.PairingKey; }
    }

    /// <inheritdoc/>
    public LinkOffer Offer(byte[] fromHost)
    {
        return _dispatcher.Offer(fromHost);
    }

    /// <inheritdoc/>
    public byte[] Agree(LinkOffer offer, byte[] hostPoint)
    {
        return _dispatcher.Agree(offer, hostPoint);
    }

    /// <inheritdoc/>
    public byte[] Handle(byte[] message, int length)
    {
        return _dispatcher.Answer(message, length);
    }

    /// <inheritdoc/>
    public void Idle()
    {
        _dispatcher.Idle();
    }
}
