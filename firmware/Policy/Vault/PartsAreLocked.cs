namespace Holdfast.Policy;

/// <summary>The parts come in on channels whose funding is locked: another channel may never exist.</summary>
public static class PartsAreLocked
{
    public const string Tag = "holdfast-parts-locked";

    public static void Require(bool areLocked)
    {
        if (!areLocked)
        {
            throw new Refusal(nameof(PartsAreLocked), Tag, "A part of the payment came in on a channel that is not locked yet; wait for its funding, or let the payment fail.");
        }
    }
}
