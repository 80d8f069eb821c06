namespace Holdfast.Policy;

/// <summary>
/// The script to which every later close will pay the holder is believed only when it is a key of the owner's wallet, or when the owner agrees: the one who names it
/// at the opening gets the holder's part of the close.
/// </summary>
public static class ShutdownScriptIsOurs
{
    public const string Tag = "policy-mutual-destination-allowlisted";

    public static void Require(bool isEmptyOrOurs, bool ownerAgrees)
    {
        if (!isEmptyOrOurs && !ownerAgrees)
        {
            throw new Refusal(
                nameof(ShutdownScriptIsOurs), Tag, "The shutdown script of this opening is outside the device's wallet; name its wallet key, or let the owner press the button.");
        }
    }
}
