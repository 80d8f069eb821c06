using System;
using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Device;

/// <summary>
/// What is left when something reached the last catch: it holds no keys, signs nothing, and tells every host why. Only a power cycle ends it.
/// </summary>
public sealed class StoppedDevice : IRequestHandler, IStateText
{
    private readonly StopReason _reason;
    private readonly byte[] _sentence;
    private readonly LinkGreeting _greeting = new LinkGreeting();

    public StoppedDevice(Exception exception)
    {
        if (exception is OutOfMemoryException)
        {
            _reason = StopReason.OutOfMemory;
            _sentence = Ascii.Bytes("this board has not enough memory: nothing is lost, power-cycle it");
            return;
        }

        _reason = StopReason.Unexpected;
        _sentence = Ascii.Bytes("an unforeseen error stopped the device (" + exception.GetType().Name + "): power-cycle it", ProtocolLimits.SentenceBytesMax);
    }

    public int MessageBytesMax
    {
        get { return ProtocolLimits.MessageBytesMin; }
    }

    public DeviceState State
    {
        get { return DeviceState.Stopped; }
    }

    public string Sentence
    {
        get { return Ascii.Text(_sentence); }
    }

    public ulong StateMark
    {
        get { return (ulong)DeviceState.Stopped; }
    }

    public string StateText
    {
        get { return Ascii.Text(_sentence); }
    }

    public LinkGreeting Greeting
    {
        get { return _greeting; }
    }

    public byte[] PairingKey
    {
        get { return new byte[32]; }
    }

    public byte[] Agree(LinkOffer offer, byte[] hostPoint)
    {
        return null;
    }

    public byte[] Handle(byte[] message, int length)
    {
        if (length == 0 || message[0] != (byte)MessageId.Hello)
        {
            return Reply.Failed(ReplyStatus.Fault, ErrorCode.Stopped, Ascii.Text(_sentence));
        }

        try
        {
            Hello hello = Hello.Decode(new ByteReader(message, 1, length - 1));
            if (hello.ProtocolVersion != ProtocolLimits.Version)
            {
                return Reply.Failed(ReplyStatus.Fault, ErrorCode.Stopped, Ascii.Text(_sentence));
            }
        }
        catch (MalformedException malformed)
        {
            return Reply.Failed(ReplyStatus.Malformed, ErrorCode.BadBody, malformed.Message);
        }

        HelloReply reply = new HelloReply();
        reply.ProtocolVersion = ProtocolLimits.Version;
        reply.FirmwareVersion = new byte[0];
        reply.Board = Ascii.Bytes(Pins.Board);
        reply.State = DeviceState.Stopped;
        reply.VolumeId = new byte[16];
        reply.StopReason = _reason;
        reply.MessageBytesMax = ProtocolLimits.MessageBytesMin;
        reply.HtlcsMax = (ushort)ProtocolLimits.HtlcsIn(ProtocolLimits.MessageBytesMin);
        reply.Sentence = _sentence;
        return Reply.Ok(_greeting.Tell(reply), new byte[ProtocolLimits.ReceiptBytes]);
    }

    public void Idle()
    {
    }
}
