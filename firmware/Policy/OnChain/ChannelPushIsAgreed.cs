namespace Holdfast.Policy;

/// <summary>
/// What the wallet gives to the peer of a channel that it opens needs the owner: a push is a payment to the peer. In an opening that both sides fund, the
/// peer's part is no push: nothing of it leaves the wallet.
/// </summary>
public static class ChannelPushIsAgreed
{
    public const string Tag = "policy-onchain-no-channel-push";

    public static void Require(ulong pushedSat, ulong lostSat, ulong allowanceSat, bool ownerAgrees)
    {
        if (pushedSat > 0 && LossIsOnlyFee.Exceeds(lostSat, allowanceSat) && !ownerAgrees)
        {
            throw new Refusal(nameof(ChannelPushIsAgreed), Tag,
                "The opening gives the peer up to " + pushedSat.ToString() + " sat of the wallet; the owner must press the button.");
        }
    }
}
