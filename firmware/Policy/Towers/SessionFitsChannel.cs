namespace Holdfast.Policy;

/// <summary>
/// A session takes the channels of its kind: a tower rebuilds the transaction by the kind, so any other signature would be void.
/// </summary>
public static class SessionFitsChannel
{
    public const string Tag = "holdfast-tower-channel-type";

    public static void Require(bool fits)
    {
        if (!fits)
        {
            throw new Refusal(nameof(SessionFitsChannel), Tag, "This session is for channels of the other kind (with or without anchors); use a session of the right type.");
        }
    }
}
