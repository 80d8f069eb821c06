using System.Security.Cryptography;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>1: the shared secret with a point, for handshakes and onions.</summary>
internal sealed record Ecdh(byte[] Point) : IHsmdRequest
{
    public static Ecdh Parse(HsmdReader reader) => new(reader.Point());

    /// <summary>Random bytes: the onion that they should open does not open, so its payment fails.</summary>
    public byte[] LastResort(bool isPassing) => new HsmdWriter(HsmdType.EcdhReply).Bytes(RandomNumberGenerator.GetBytes(32)).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        byte[] secret = scope.Signer.Ask(new Protocol.Ecdh { Point = Point }.Encode, Protocol.EcdhReply.Decode).Secret;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.EcdhReply).Bytes(secret).ToArray());
    }
}
