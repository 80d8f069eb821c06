using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// An outpoint funds one channel. Where two claimed it, a transaction that spends it could be counted with the balance of the one in which the holder owns
/// nothing. Each channel has a funding key of its own, so no honest node asks for this.
/// </summary>
public static class OutpointHasOneChannel
{
    public const string Tag = "holdfast-funding-one-channel";

    /// <summary><paramref name="own"/>: the slot of the channel that gets the funding; -1 when it has none yet.</summary>
    public static void Require(ChannelBook channels, int own, Funding next)
    {
        for (int slot = ChannelBook.FirstSlot; slot < channels.SlotCount; slot++)
        {
            Channel other = slot == own ? null : channels.At(slot);
            if (other != null && other.IndexOfOutpoint(next.Txid, next.Vout) >= 0)
            {
                throw new Refusal(nameof(OutpointHasOneChannel), Tag, "This outpoint is the funding of another channel; use another output for this channel.");
            }
        }
    }
}
