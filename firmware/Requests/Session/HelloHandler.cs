using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Who is there, and in which state. Answered to anybody, with the same offer until somebody uses it.</summary>
public static class HelloHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Hello request = Hello.Decode(body);
        if (request.ProtocolVersion != ProtocolLimits.Version)
        {
            throw RequestException.NotNow(ErrorCode.VersionMismatch, "this device speaks version " + ProtocolLimits.Version.ToString()
                + " of the protocol and the host version " + request.ProtocolVersion.ToString() + ": update the older end");
        }

        if (device.Greeting.Offer == null)
        {
            device.Greeting.Draw(device.Offer(request.HostNonce));
        }

        HelloReply reply = new HelloReply();
        reply.ProtocolVersion = ProtocolLimits.Version;
        reply.FirmwareVersion = SignerDevice.FirmwareVersion;
        reply.Board = device.Board;
        reply.State = device.State;
        reply.VolumeId = device.VolumeId;
        reply.StopReason = device.StopReason;
        reply.MessageBytesMax = (uint)device.MessageBytesMax;
        reply.HtlcsMax = (ushort)device.Limits.HtlcsMax;
        reply.Sentence = Ascii.Bytes(device.Sentence, ProtocolLimits.SentenceBytesMax);
        return device.Greeting.Tell(reply);
    }
}
