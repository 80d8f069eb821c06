using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What Hello tells of the link: the session that is open and the offer for the next one. The last reply is remembered as it was sent, because it is part of
/// the handshake's transcript.
/// </summary>
public sealed class LinkGreeting
{
    private byte[] _sessionName = new byte[LinkOffer.NonceBytes];

    /// <summary>For the next Unlock or Provision: drawn at the first Hello, used once. Null in between, and on a device that has stopped.</summary>
    public LinkOffer Offer { get; private set; }

    /// <summary>The fields of the last reply; null when no offer is open.</summary>
    public byte[] Fields { get; private set; }

    /// <summary>A session was opened; null: the one before it has ended.</summary>
    public void Name(byte[] session)
    {
        _sessionName = session == null ? new byte[LinkOffer.NonceBytes] : session;
    }

    public void Draw(LinkOffer offer)
    {
        Check.That(Offer == null, "an offer stands until somebody uses it");
        Offer = offer;
    }

    /// <summary>The reply's fields as they travel, session and offer among them.</summary>
    public byte[] Tell(HelloReply reply)
    {
        reply.SessionName = _sessionName;
        reply.DeviceNonce = Offer == null ? new byte[LinkOffer.NonceBytes] : Offer.Nonce;
        reply.DevicePoint = Offer == null ? new byte[LinkOffer.PointBytes] : Offer.Point;
        Fields = reply.Encode();
        return Fields;
    }

    /// <summary>The offer was used: nobody gets it again.</summary>
    public void UseUp()
    {
        Offer.Wipe();
        Offer = null;
        Fields = null;
    }
}
