namespace Holdfast.Policy;

/// <summary>
/// Only a commitment whose revocation the device has seen is given to a tower: a tower that punished a valid one would cost the owner the channel.
/// </summary>
public static class StateIsRevoked
{
    public const string Tag = "holdfast-tower-state-revoked";

    public static void Require(bool isRevoked)
    {
        if (!isRevoked)
        {
            throw new Refusal(nameof(StateIsRevoked), Tag, "The peer has not revoked this commitment yet; show its secret first.");
        }
    }
}
