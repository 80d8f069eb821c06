using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A transaction that funds a channel is signed only once the device holds a holder commitment, with the peer's signature, that spends it: before that
/// the peer could keep the money hostage. The peer's commitment must be signed as well: only then is it known what it gives the holder. No earlier
/// one may still be good. It also holds for splices and for the inputs that the owner adds to them.
/// </summary>
public static class FundingIsCountersigned
{
    public const string Tag = "policy-onchain-initial-commitment-countersigned";

    public static void Require(Channel channel, Funding funding)
    {
        if (funding.HolderCurrent == null)
        {
            throw new Refusal(nameof(FundingIsCountersigned), Tag, "No holder commitment for this funding was validated; validate it with the peer's signature first.");
        }

        if (funding.Counterparty == null)
        {
            throw new Refusal(nameof(FundingIsCountersigned), Tag, "The peer's commitment for this funding is not signed, so the owner's balance is not known; sign it first.");
        }

        if (channel.PreviousPointDigest != null)
        {
            throw new Refusal(
                nameof(FundingIsCountersigned), Tag, "An earlier commitment of the peer is not revoked, and the owner's balance in it is not stored; send its secret first.");
        }
    }
}
