using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The holder's commitments are validated in order: the current number, or the one after it once the current one is held.
/// </summary>
public static class SuccessorIsNext
{
    public const string Tag = "policy-revoke-new-commitment-signed";

    public static void Require(Channel channel, Funding funding, ulong number)
    {
        ulong current = channel.HolderRevokedCount;
        if (number > current + 1 || (number == current + 1 && funding.HolderCurrent == null))
        {
            throw new Refusal(nameof(SuccessorIsNext), Tag, "A holder commitment before this number is missing or not revoked; validate and revoke in order.");
        }
    }
}
