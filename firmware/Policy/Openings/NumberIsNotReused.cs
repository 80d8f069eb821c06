using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A forgotten channel never comes back: a new one under its number would have the same keys, whose revocation secrets are out.
/// </summary>
public static class NumberIsNotReused
{
    public const string Tag = "policy-channel-original-channel-id-reuse";

    public static void Require(ForgottenChannels forgotten, ulong dbid)
    {
        if (dbid <= forgotten.DbidMax)
        {
            throw new Refusal(Tag, "This channel number is not above every forgotten one; the node must count on.");
        }
    }
}
