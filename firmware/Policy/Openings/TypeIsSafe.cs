using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// Only channel types whose every transaction the signer rebuilds and bounds: static_remotekey, without anchors or with anchors whose HTLC transactions
/// pay no fee of their own.
/// </summary>
public static class TypeIsSafe
{
    public const string Tag = "policy-channel-safe-type";

    public static void Require(int channelType)
    {
        if (channelType != (int)ChannelType.StaticRemoteKey && channelType != (int)ChannelType.AnchorsZeroFeeHtlc)
        {
            throw new Refusal(nameof(TypeIsSafe), Tag, "This channel type is not supported; open with static_remotekey, or with anchors and zero-fee HTLC transactions.");
        }
    }
}
