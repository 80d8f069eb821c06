using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// Where HTLC signatures may have left before the commitment's, an HTLC that the peer offered is signed only as it was written down before. Its output script
/// says nothing about its expiry (BOLT 3, Offered HTLC Outputs), so one commitment would fit two expiries, and a thief could prepare the
/// early one and have the late one signed.
/// </summary>
public static class IncomingIsWritten
{
    public const string Tag = "holdfast-incoming-written";

    /// <param name="isWritten">Whether what was shown is the book (<see cref="IncomingBook"/>) and says for each HTLC which one it is.</param>
    /// <param name="mayHaveLeft">Whether a signature on an HTLC of the peer may have left for this number.</param>
    public static void Require(CommitmentProposal next, bool isWritten, bool mayHaveLeft)
    {
        bool isNewest = next.Content.Number + 1 == next.Channel.SignedCount;
        if (!next.IsRepeated && !isWritten && next.Channel.Incoming != null && HasAny(next.Content.Htlcs) && (mayHaveLeft || isNewest))
        {
            throw Refuse();
        }
    }

    /// <summary>
    /// The same for a commitment that was prepared. What was written then still is, because the book of the next number only grows; another
    /// funding that comes to the newest number must carry what was signed meanwhile.
    /// </summary>
    /// <param name="next">Without its HTLCs.</param>
    /// <param name="incoming">Their sum; 0 when the peer has none.</param>
    /// <param name="wasWritten">Whether it was written when it was prepared.</param>
    /// <param name="mayHaveLeft">As above.</param>
    public static void RequirePrepared(CommitmentProposal next, ulong incoming, bool wasWritten, bool mayHaveLeft)
    {
        IncomingBook book = next.Channel.Incoming;
        if (next.IsRepeated || book == null || incoming == 0)
        {
            return;
        }

        bool isNewest = next.Content.Number + 1 == next.Channel.SignedCount;
        if (isNewest ? incoming != book.Signed : mayHaveLeft && !wasWritten)
        {
            throw Refuse();
        }
    }

    /// <summary>True when the peer has an HTLC here. One without an output counts: on another funding it may have one.</summary>
    private static bool HasAny(Htlc[] htlcs)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].IsOfferedByPeer)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the peer has an HTLC with an output here.</summary>
    public static bool HasOutputs(Htlc[] htlcs)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].IsOfferedByPeer && !htlcs[i].IsTrimmed)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when an output leaves no choice between HTLCs that differ in nothing but expiry: those of one payment hash and value are all on the
    /// commitment, all with or all without an output, or they expire together.
    /// </summary>
    public static bool LeavesNoChoice(Htlc[] htlcs, Htlc[] gone)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            for (int k = 0; htlcs[i].IsOfferedByPeer && k < i + gone.Length; k++)
            {
                Htlc other = k < i ? htlcs[k] : gone[k - i];
                if (other.IsOfferedByPeer && other.Expiry != htlcs[i].Expiry && other.AmountSat == htlcs[i].AmountSat
                    && Check.Same(other.PaymentHash, htlcs[i].PaymentHash) && (k >= i || other.IsTrimmed != htlcs[i].IsTrimmed))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static Refusal Refuse()
    {
        return new Refusal(
            nameof(IncomingIsWritten), Tag,
            "An HTLC of the peer is not as it was stored before this number was prepared; send all of the peer's HTLCs, or wait until they are gone.");
    }
}
