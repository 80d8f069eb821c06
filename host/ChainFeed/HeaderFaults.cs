using Holdfast.Protocol;

namespace Holdfast.ChainFeed;

/// <summary>Why the signer did not take a header, for people.</summary>
public static class HeaderFaults
{
    public static string Sentence(HeaderFault fault) => fault switch
    {
        HeaderFault.UnknownParent => "the signer does not know the block before it.",
        HeaderFault.OldVersion => "its version is not accepted any more.",
        HeaderFault.WrongBits => "its target does not follow from the previous blocks.",
        HeaderFault.NoWork => "its hash does not meet its target.",
        HeaderFault.TooEarly => "its time is too early.",
        _ => "the branch does not have more work than the chain.",
    };
}
