namespace Holdfast.Policy;

/// <summary>To allow more is the owner's decision; to allow less is safe for everybody.</summary>
public static class LooseningIsAgreed
{
    public const string Tag = "holdfast-limits-agreed";

    public static void Require(bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new Refusal(
                nameof(LooseningIsAgreed), Tag, "The owner did not press the button, so no limit was changed; send the stricter limits alone, or ask the owner again.");
        }
    }
}
