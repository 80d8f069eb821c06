using Holdfast.Bridge.Wire;

namespace Holdfast.Bridge.Hsmd;

/// <summary>1: the shared secret with a point, for handshakes and onions.</summary>
internal sealed record Ecdh(byte[] Point) : IHsmdRequest
{
    public static Ecdh Parse(HsmdReader reader) => new(reader.Point());

    public HsmdAnswer Answer(RequestScope scope)
    {
        byte[] secret = scope.Signer.Ask(new Protocol.Ecdh { Point = Point }.Encode(), Protocol.EcdhReply.Decode).Secret;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.EcdhReply).Bytes(secret).ToArray());
    }
}
