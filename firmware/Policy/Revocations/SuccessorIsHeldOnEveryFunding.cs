using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// One secret revokes the holder's commitment on every funding at once, so each funding that may confirm needs a validated successor. (A successor is
/// stored only after it passed every commitment rule.)
/// </summary>
public static class SuccessorIsHeldOnEveryFunding
{
    public const string Tag = "policy-revoke-new-commitment-valid";

    public static void Require(Channel channel)
    {
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (channel.Fundings[i].IsBound && channel.Fundings[i].HolderPending == null)
            {
                throw new Refusal(
                    nameof(SuccessorIsHeldOnEveryFunding), Tag,
                    "A funding that may confirm has no validated successor; validate one for every funding, or lock the confirmed funding.");
            }
        }
    }
}
