using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// Only channel types whose every transaction the signer rebuilds: static_remotekey, with or without anchors.
/// </summary>
public static class TypeIsSafe
{
    public const string Tag = "policy-channel-safe-type";

    public static void Require(int channelType)
    {
        if (channelType < 0 || channelType > (int)ChannelType.AnchorsZeroFeeHtlc)
        {
            throw new Refusal(Tag, "This channel type is not known to the signer.");
        }
    }
}
