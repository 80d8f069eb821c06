namespace Holdfast.Policy;

/// <summary>
/// On a restored device the owner agrees to each close: with an old backup, the holder's own commitment may be revoked already, and a mutual close may be that of an old
/// division of the money.
/// </summary>
public static class CloseIsAgreed
{
    public const string Tag = "holdfast-restored-close-agreed";

    public static void Require(bool isRestored, bool ownerAgrees)
    {
        if (isRestored && !ownerAgrees)
        {
            throw new Refusal(nameof(CloseIsAgreed), Tag,
                "This device was restored from a backup, so each close needs its button; ask again and press it, if you know that the backup was the newest.");
        }
    }
}
