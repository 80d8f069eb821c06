namespace Holdfast.Policy;

/// <summary>
/// A backup is of a commitment that the device has signed, with its own txid, output and amount, and of the secret behind its point.
/// </summary>
public static class StateWasSigned
{
    public const string Tag = "holdfast-tower-state-signed";

    public static void Require(bool isOurs)
    {
        if (!isOurs)
        {
            throw new Refusal(
                nameof(StateWasSigned), Tag, "The device did not sign a commitment with these numbers, or the secret is not that of its point; send what GetStateTicket gave.");
        }
    }
}
