using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A channel that is closing gets no other funding.
/// </summary>
public static class ChannelGoesOn
{
    public const string Tag = "policy-commitment-spends-active-utxo";

    public static void Require(Channel channel)
    {
        if (channel.IsClosing)
        {
            throw new Refusal(nameof(ChannelGoesOn), Tag, "This channel is closing and gets no other funding; let it close.");
        }
    }
}
