using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>6: the node's own announcement (BOLT 7, node_announcement).</summary>
internal sealed record NodeAnnouncementSignature(byte[] Announcement) : IHsmdRequest
{
    public static NodeAnnouncementSignature Parse(HsmdReader reader) => new(reader.Blob());

    /// <summary>gossipd and peers check the signature and drop the announcement.</summary>
    public byte[] LastResort(bool isPassing) => new HsmdWriter(HsmdType.NodeAnnouncementSignatureReply).Bytes(SignTxReply.NobodysSignature).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        SignNodeAnnouncement request = new() { Message = Announcement };
        byte[] signature = scope.Signer.Ask(request.Encode, SignNodeAnnouncementReply.Decode).Signature;
        scope.Check.Require(SignedHash.OfGossip(Announcement, signatures: 1), signature, scope.Node.NodeId, "a node announcement");
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.NodeAnnouncementSignatureReply).Bytes(signature).ToArray());
    }
}
