using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>27: a secret for one purpose, named by its info. The protocol's purpose is to reveal it.</summary>
internal sealed record DeriveSecret(byte[] Info) : IHsmdRequest
{
    public static DeriveSecret Parse(HsmdReader reader) => new(reader.Blob());

    /// <summary>
    /// A reply without its secret: `makesecret` says "Bad reply from HSM". At lightningd's start, where it cannot go on without these secrets, it
    /// exits.
    /// </summary>
    public byte[] LastResort(bool isPassing) => new HsmdWriter(HsmdType.DeriveSecretReply).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        byte[] secret = scope.Signer.Ask(new Protocol.DeriveSecret { Info = Info }.Encode, Protocol.DeriveSecretReply.Decode).Secret;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.DeriveSecretReply).Bytes(secret).ToArray());
    }
}
