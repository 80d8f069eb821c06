namespace Holdfast.Policy;

/// <summary>
/// Backups are deleted only when every channel behind them is over, and the owner agrees: that a channel is over is the node's word.
/// </summary>
public static class SessionIsUnused
{
    public const string Tag = "holdfast-tower-session-in-use";

    public static void Require(bool isOver, bool isAgreed)
    {
        if (!isOver || !isAgreed)
        {
            throw new Refusal(
                nameof(SessionIsUnused), Tag,
                "A channel with backups in this session is not over, or the owner did not agree to delete them; ForgetTowerKey leaves them where they are.");
        }
    }
}
