using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.HistoryWorld.Money;

/// <summary>
/// What some methods did before a theft was closed. Nobody calls these; an altered copy of this assembly calls them in the place of today's
/// (tests/Simulator/Thefts), to see that the theft is found again.
/// </summary>
internal static class Undone
{
    /// <summary>Whatever begins like an announcement was signed under both keys.</summary>
    public static byte[] Announcement(ByteReader body, SignerContext signer)
    {
        SignChannelAnnouncement request = SignChannelAnnouncement.Decode(body);
        byte[] hash = Sha256.HashTwice(request.Message[258..]);
        HolderKeys keys = signer.KeysOf(request.Peer, request.Dbid);
        return new SignChannelAnnouncementReply
        {
            NodeSignature = signer.Curve.Sign(hash, signer.Tree.NodeSecret), BitcoinSignature = signer.Curve.Sign(hash, keys.Secrets.Funding),
        }.Encode();
    }

    /// <summary>One press was a yes to whatever came next.</summary>
    public static byte[] Subject(Owner owner, string question, byte[] signed) => new byte[32];

    /// <summary>What we own in a funding was what our own commitment says.</summary>
    public static ulong OursAlone(Funding funding) => funding.HolderCurrent is null ? 0 : funding.HolderCurrent.HolderSat;
}
