using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>3: a channel_update (BOLT 7). The reply is the whole message with the signature in its place, behind the type.</summary>
internal sealed record ChannelUpdateSignature(byte[] Update) : IHsmdRequest
{
    public static ChannelUpdateSignature Parse(HsmdReader reader) => new(reader.Blob());

    /// <summary>gossipd and peers check the signature and drop the update.</summary>
    public byte[]? LastResort(bool isPassing) => Update.Length < 66 ? null
        : new HsmdWriter(HsmdType.ChannelUpdateSignatureReply).Blob([.. Update[..2], .. SignTxReply.NobodysSignature, .. Update[66..]]).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        byte[] hash = SignedHash.OfGossip(Update, signatures: 1);
        byte[] signature = scope.Signer.Ask(new SignChannelUpdate { Message = Update }.Encode, SignChannelUpdateReply.Decode).Signature;
        scope.Check.Require(hash, signature, scope.Node.NodeId, "a channel update");
        byte[] signed = [.. Update[..2], .. signature, .. Update[66..]];
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.ChannelUpdateSignatureReply).Blob(signed).ToArray());
    }
}
