using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The device without its cable: hardware goes in, requests are answered. The same class runs on the chip, in the simulator and in tests; only the
/// hardware behind the interfaces differs. Start reading at <see cref="RequestGate"/>.
/// <para>
/// Here every failure becomes an answer. Three kinds of failure, three answers:
/// </para>
/// <list type="bullet">
/// <item>malformed (or not possible now): an error, nothing was touched;</item>
/// <item>refused: the rule's tag and sentence, nothing was touched;</item>
/// <item>a fault: an invariant broke, storage did not keep its promise, or something nobody foresaw. The device stops signing, shows it and
/// waits for a person; the next boot finds out from flash what was promised.</item>
/// </list>
/// Nothing is ever turned into a warning. Flash that cannot be read as what it should be is caught one step earlier, where it is opened (<see cref="Provisioning"/>):
/// nothing that was malformed there may be taken for a malformed request.
/// </summary>
public sealed class Signer : IRequestHandler, IStateText
{
    // A device with less free at boot computes with smaller batches.
    private const uint SmallHeapBytes = 131072;

    private readonly SignerDevice _device;
    private bool _hasIdleWork;
    private bool _isUntidy = true;

    /// <param name="board">ASCII name of the board, at most 32 bytes.</param>
    public Signer(IStorage storage, IClock clock, IEntropy entropy, IApproval approval, IStatusLight light, IHmac hmac, IConstantTable table,
        byte[] board)
    {
        _device = new SignerDevice(storage, clock, entropy, approval, light, hmac, table, board);
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

    /// <summary>Native code for the curve, to be set before <see cref="Boot"/>; it is used when it gives the managed code's answers.</summary>
    public INativeCurve Native
    {
        set { _device.Native = value; }
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

    /// <inheritdoc/>
    public DeviceState State
    {
        get { return _device.State; }
    }

    /// <inheritdoc/>
    public string Sentence
    {
        get { return _device.Sentence; }
    }

    /// <inheritdoc/>
    public byte[] PairingKey
    {
        get { return _device.KeyFile == null ? new byte[LinkKeys.PairingBytes] : _device.KeyFile.PairingKey; }
    }

    /// <inheritdoc/>
    public LinkGreeting Greeting
    {
        get { return _device.Greeting; }
    }

    /// <inheritdoc/>
    public ulong StateMark
    {
        get { return StateLines.Mark(_device); }
    }

    /// <inheritdoc/>
    public string StateText
    {
        get { return StateLines.Of(_device); }
    }

    /// <summary>Once, before anything else: finds out what is on the flash.</summary>
    public void Boot()
    {
        try
        {
            _device.ChooseCurve();
            uint free = _device.Memory == null ? 0 : _device.Memory.FreeBytes;
            if (free > 0 && free < SmallHeapBytes)
            {
                _device.Curve.SaveMemory();
            }

            // Before the first secret is used: products with secrets run blinded from here on.
            _device.Curve.Blind(_device.Random(_device.Board));
            Provisioning.Boot(_device);
        }
        catch (Exception exception)
        {
            Stop(exception);
        }

        _device.ShowState(false);
    }

    /// <inheritdoc/>
    public byte[] Handle(byte[] message, int length)
    {
        _device.CountRequest();
        _hasIdleWork = true;
        _isUntidy = true;
        _device.ShowState(true);
        _device.Owner.Begin(message, length);
        byte[] reply;
        try
        {
            ByteReader body = new ByteReader(message, 0, length);
            MessageId id = (MessageId)body.U8();
            MemoryNeed.Require(id, length, _device.Memory);
            Room.Make(Room.RequestBytes);
            reply = Reply.Ok(RequestGate.Pass(id, body, _device), _device.Receipt());
        }
        catch (MalformedException exception)
        {
            reply = Reply.Failed(ReplyStatus.Malformed, ErrorCode.BadBody, exception.Message);
        }
        catch (RequestException exception)
        {
            reply = Reply.Failed(exception.Status, exception.Code, exception.Message + _device.Owner.Remark);
        }
        catch (Refusal exception)
        {
            _device.CountRefusal(exception);
            reply = Reply.Refused(exception.Rule, exception.Tag, exception.Message + _device.Owner.Remark);
        }
        catch (Exception exception)
        {
            reply = Reply.Failed(ReplyStatus.Fault, Stop(exception), _device.Sentence);
        }

        _device.ShowState(false);
        return reply;
    }

    /// <inheritdoc/>
    public byte[] Agree(LinkOffer offer, byte[] hostPoint)
    {
        if (_device.State == DeviceState.Stopped)
        {
            return null;
        }

        try
        {
            // Inside: what a call throws right before a try, the chip's interpreter takes for something from inside of it.
            MemoryNeed.Require(MessageId.Unlock, 0, _device.Memory);
            return _device.Curve.IsPoint(hostPoint) ? _device.Curve.Ecdh(hostPoint, offer.Secret) : null;
        }
        catch (RequestException)
        {
            throw;
        }
        catch (Exception exception)
        {
            Stop(exception);
            _device.ShowState(false);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Idle()
    {
        if (_isUntidy)
        {
            // Between two requests, when few frames are open: they cannot be moved, and what is free would be cut by each of them.
            _isUntidy = false;
            if (_device.Memory != null)
            {
                _device.Memory.Compact();
            }
        }

        if (!_hasIdleWork || _device.State != DeviceState.Ready)
        {
            return;
        }

        try
        {
            _hasIdleWork = _device.Context.Idle();
            if (_device.Curve.IsBlindWorn)
            {
                _device.Curve.Blind(_device.Random(_device.Board));
            }
        }
        catch (Exception exception)
        {
            Stop(exception);
            _device.ShowState(false);
        }
    }

    private ErrorCode Stop(Exception exception)
    {
        if (exception is StorageException)
        {
            _device.Stop(StopReason.StorageFailed, exception.Message);
            return ErrorCode.Storage;
        }

        // At boot and between requests nothing comes from the host: what is malformed there is as bad as a broken invariant.
        if (exception is FaultException || exception is MalformedException)
        {
            _device.Stop(StopReason.Invariant, exception.Message);
            return ErrorCode.Invariant;
        }

        if (exception is OutOfMemoryException)
        {
            // Whatever was left out, it is not in the journal, and what is there is found again: the next boot begins with an empty heap.
            _device.Stop(StopReason.OutOfMemory, "the memory of this board was full: nothing is lost, power-cycle the device");
            return ErrorCode.OutOfMemory;
        }

        _device.Stop(StopReason.Unexpected, "an error that nobody foresaw (" + exception.GetType().Name + ")");
        return ErrorCode.Unexpected;
    }
}
