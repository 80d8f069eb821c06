using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// The holder's HTLC transaction pays to the delayed output that belongs to the same commitment, and to nothing else (BOLT 3).
/// </summary>
public static class HtlcTransactionIsOurs
{
    public const string Tag = "policy-htlc-other";

    public static void Require(int outputs, byte[] script, byte[] expected)
    {
        if (outputs != 1 || !Check.Same(script, expected))
        {
            throw new Refusal(nameof(HtlcTransactionIsOurs), Tag, "An HTLC transaction must pay only to the holder's delayed output of the same commitment; build it again.");
        }
    }
}
