namespace Holdfast.Policy;

/// <summary>Each path of an invoice is one that the device has made for its payment hash, and the invoice says of it what it was made of.</summary>
public static class PathsAreMade
{
    public const string Tag = "holdfast-path-made";

    public static void Require(bool areMade)
    {
        if (!areMade)
        {
            throw new Refusal(nameof(PathsAreMade), Tag,
                "A path was not made for this payment hash since the device started, or the invoice says something else about it; ask for it with MakeBlindedPath.");
        }
    }
}
