using Holdfast.Bytes;
using Holdfast.IntentLog;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Doctor;

/// <summary>Whether a channel's node writes down what it wants signed before it is signed, or afterwards.</summary>
public static class SigningOrder
{
    /// <summary>For machines that read a status.</summary>
    public const string WriteAhead = "write-ahead";

    /// <summary>The same, for a node that signs first.</summary>
    public const string NodesOwn = "node";

    /// <summary>How the newest of these commitments of one channel was signed; null when the log has none but the first, which is signed in no order.</summary>
    public static string? Of(IEnumerable<ClosedIntent> channel)
    {
        ClosedIntent? newest = channel.Where(closed => closed.Outcome == IntentOutcome.Completed && Commitment(closed.Intent) != null).MaxBy(closed => closed.Id);
        CommitmentFields? content = newest == null ? null : Commitment(newest.Intent)!.Commitment;
        return content == null || content.Number == 0 ? null : newest!.Note == ClosedIntent.StoredFirst ? WriteAhead : NodesOwn;
    }

    /// <summary>The commitment of the peer that this intent asks for; null when it asks for something else.</summary>
    public static SignCounterpartyCommitment? Commitment(Intent intent)
    {
        try
        {
            return intent.Kind == nameof(MessageId.SignCounterpartyCommitment)
                ? SignCounterpartyCommitment.Decode(new ByteReader(intent.Request, 1, intent.Request.Length - 1))
                : null;
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    /// <summary>The warning about a channel that runs in the node's own order.</summary>
    public static Diagnosis Warning(string channel) => new(
        channel, Finding.NodesOwnOrder,
        "The channel's newest commitment was signed in the node's own order: signed first, stored afterwards. After a crash between the two, the node asks for another "
        + "content for a signed number, and the signer never signs a second content.",
        true, ["put holdfast-channeld in front of channeld (subdaemon=channeld:/path/to/holdfast-channeld); if it is there, the node's log says why it is not used"]);
}
