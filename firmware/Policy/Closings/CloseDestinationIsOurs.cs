using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The owner's part of a close goes to the script that was agreed at the opening, to the wallet, or to a script to which the owner agrees.
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
                throw new Refusal(nameof(CloseDestinationIsOurs), Tag, "The close does not pay the owner to the script that was agreed at the opening; use that script.");
            }

            return;
        }

        if (!isWalletScript && !ownerAgrees)
        {
            throw new Refusal(
                nameof(CloseDestinationIsOurs), Tag, "The close pays the owner to a script outside the device's wallet; close to the wallet, or let the owner press the button.");
        }
    }
}
