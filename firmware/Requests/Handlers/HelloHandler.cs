using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>Who is there, and in which state. Answered to anybody; the session fills in the device's nonce.</summary>
public static class HelloHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Hello request = Hello.Decode(body);
        device.Owner.Forget();
        device.IsVersionMismatched = request.ProtocolVersion != ProtocolLimits.Version;
        HelloReply reply = new HelloReply();
        reply.ProtocolVersion = ProtocolLimits.Version;
        reply.FirmwareVersion = SignerDevice.FirmwareVersion;
        reply.Board = device.Board;
        reply.State = device.State;
        reply.VolumeId = device.VolumeId;
        reply.DeviceNonce = new byte[16];
        reply.StopReason = device.StopReason;
        reply.Sentence = Ascii.Bytes(device.Sentence, ProtocolLimits.SentenceBytesMax);
        return reply.Encode();
    }
}
