using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Our part of a close goes to the script that was agreed at the opening, to our own wallet, or where the owner agrees.
/// </summary>
public static class CloseDestinationIsOurs
{
    public const string Tag = "policy-mutual-destination-allowlisted";

    public static void Require(Channel channel, ulong toHolderSat, byte[] script, bool isWalletScript, bool ownerAgrees)
    {
        byte[] agreed = channel.Terms.HolderShutdownScript;
        if (toHolderSat == 0)
        {
            return;
        }

        if (agreed.Length != 0)
        {
            if (!Check.Same(agreed, script))
            {
                throw new Refusal(Tag, "Our part of the close does not go to the script that was agreed at the opening.");
            }

            return;
        }

        if (!isWalletScript && !ownerAgrees)
        {
            throw new Refusal(Tag, "Our part of the close goes to a script that is not our wallet's; the owner's button allows it.");
        }
    }
}
