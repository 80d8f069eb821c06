namespace Holdfast.Policy;

/// <summary>
/// Which towers count, and that the device waits less for them, is the owner's decision; to wait for a tower that counts there has to be one.
/// </summary>
public static class ExposureIsAgreed
{
    public const string Tag = "holdfast-tower-exposure";

    public static void Require(bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new Refusal(nameof(ExposureIsAgreed), Tag, "The owner did not agree, or no tower is trusted yet; press the button, or send TrustTower first.");
        }
    }
}
