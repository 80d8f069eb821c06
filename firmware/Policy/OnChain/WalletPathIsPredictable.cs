namespace Holdfast.Policy;

/// <summary>
/// Money comes home only to wallet keys of low numbers, where every wallet program finds it. Behind a number near 2^31 it would still be the owner's, but hidden
/// until somebody has searched for it.
/// </summary>
public static class WalletPathIsPredictable
{
    public const string Tag = "policy-onchain-wallet-path-predictable";

    public static void Require(uint keyIndex, Limits limits)
    {
        if (keyIndex > limits.WalletIndexMax)
        {
            throw new Refusal(nameof(WalletPathIsPredictable), Tag, "Wallet key " + keyIndex.ToString() + " is above the limit of " + limits.WalletIndexMax.ToString()
                + "; a wallet counts its keys from 0. The owner can raise the limit WalletIndexMax.");
        }
    }
}
