namespace Holdfast.Tool;

/// <summary>What a person has to know before pressing the button of a board without a screen; firmware/README.md has the reasons.</summary>
internal static class BlindApproval
{
    public const string Warning =
        "On a board without a screen, a press proves that somebody pressed the button, not what they read: it shows no words, and a thief on the node's computer can put "
        + "another request in the place of yours. Press only for what you started yourself a moment ago, and only once.";
}
