namespace Holdfast.Policy;

/// <summary>What leaves over all channels in payments that the node does not list, less what comes in them, is within the limit, or the owner agrees to it.</summary>
public static class UnlistedWithinLimit
{
    public const string Tag = "holdfast-unlisted-limit";

    /// <summary>A part of the limit: how far the account may fall below nothing before that is written down.</summary>
    public static ulong SlackMsat(Limits limits)
    {
        return limits.UnlistedMsatMax / 4;
    }

    /// <summary>True where nobody has to be asked.</summary>
    public static bool IsWithin(long sumMsat, Limits limits)
    {
        return sumMsat <= (long)(limits.UnlistedMsatMax - SlackMsat(limits));
    }

    public static void Require(long sumMsat, Limits limits, bool ownerAgrees)
    {
        if (!IsWithin(sumMsat, limits) && !ownerAgrees)
        {
            throw new Refusal(nameof(UnlistedWithinLimit), Tag,
                "Payments too small to be listed would have taken more than the limit; use the owner's button, which lets them begin anew, or raise UnlistedMsatMax.");
        }
    }
}
