using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A channel has at most three live fundings, and its record must fit one commit of the journal even when all of them have
/// commitments and the channel lives twice as long again before one is locked. Should it live even longer, it stops before the record is full:
/// locking the confirmed funding, or a close, is always possible.
/// </summary>
public static class FundingHasRoom
{
    public const string Tag = "holdfast-funding-room";

    public static void Require(Channel channel)
    {
        int count = channel.Fundings.Length + 1;
        int accounts = channel.IsFundingLocked ? count - 1 : count; // the locked one needs none any more
        if (count > Channel.FundingsMax
            || ChannelCodec.RecordBytesMost(count, accounts, 2 * channel.CounterpartyRevokedCount + 1024) > ChannelCodec.RecordBytesMax)
        {
            throw new Refusal(nameof(FundingHasRoom), Tag, "This channel has too many live fundings; lock the confirmed one first.");
        }
    }

    /// <summary>One more revocation of the peer leaves a record that fits, whatever is signed and validated next.</summary>
    public static void RequireForRevocation(Channel channel)
    {
        int count = channel.Fundings.Length;
        if (ChannelCodec.RecordBytesMost(count, channel.IsFundingLocked ? count - 1 : count, channel.CounterpartyRevokedCount + 1)
            > ChannelCodec.RecordBytesMax)
        {
            throw new Refusal(nameof(FundingHasRoom), Tag, "The record of this channel has no room for its live fundings any more; lock the confirmed one before you continue.");
        }
    }
}
