namespace Holdfast.Policy;

/// <summary>
/// Backups go to a session that the tower has opened, and a session is opened once.
/// </summary>
public static class SessionIsOpen
{
    public const string Tag = "holdfast-tower-session-open";

    public static void Require(bool fits)
    {
        if (!fits)
        {
            throw new Refusal(nameof(SessionIsOpen), Tag, "This session key is not in the state that the request needs: a session is opened once, and backups need an open one.");
        }
    }
}
