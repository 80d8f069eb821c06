namespace Holdfast.Policy;

/// <summary>
/// Where acknowledgements count, a state without a backup counts only if little of the peer's is in it: who chooses the fee of a session would else choose what
/// is too small for a tower.
/// </summary>
public static class NeedlessIsSmall
{
    public const string Tag = "holdfast-tower-needless";

    public static void Require(ulong sat, Limits limits)
    {
        if (sat > limits.NeedlessSatMax)
        {
            throw new Refusal(nameof(NeedlessIsSmall), Tag, "The fee of this session would use up " + sat.ToString()
                + " sat of the peer's output, too much to leave without a backup; open a session with a lower feerate.");
        }
    }
}
