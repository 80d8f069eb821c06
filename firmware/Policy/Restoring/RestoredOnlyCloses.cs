namespace Holdfast.Policy;

/// <summary>
/// A device whose state came from a backup promises nothing new: nobody can prove to it that the backup was the newest, and a promise on top of an old state is the
/// second content of a number. It repeats what it had promised, and it closes.
/// </summary>
public static class RestoredOnlyCloses
{
    public const string Tag = "holdfast-restored-only-closes";

    public static void Require(bool isRestored, bool isRepeated)
    {
        if (isRestored && !isRepeated)
        {
            throw new Refusal(nameof(RestoredOnlyCloses), Tag,
                "This device was restored from a backup, so it only closes channels and brings their money home; close this one, and open new ones with new words.");
        }
    }
}
