using Holdfast.Bytes;
using Holdfast.IntentLog;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>How far a request takes its channel: its kind, and its commitment number where the kind has one.</summary>
/// <param name="Channel">Channel and kind of the request.</param>
/// <param name="Number">Commitment number; null for a kind without numbers.</param>
internal sealed record RequestMark(string Channel, ulong? Number)
{
    public static RequestMark Of(ChannelKey channel, Intent intent) => new(channel + " " + intent.Kind, NumberOf(intent));

    /// <summary>True when this request, having succeeded, shows that the refused one no longer stands in the way.</summary>
    public bool IsPast(RequestMark refused) => Channel == refused.Channel && (Number is null || refused.Number is null || Number >= refused.Number);

    private static ulong? NumberOf(Intent intent)
    {
        try
        {
            ByteReader body = new(intent.Request, 1, Math.Max(0, intent.Request.Length - 1));
            return intent.Kind switch
            {
                nameof(MessageId.SignCounterpartyCommitment) => NumberOf(SignCounterpartyCommitment.Decode(body).Commitment),
                nameof(MessageId.ValidateHolderCommitment) => NumberOf(ValidateHolderCommitment.Decode(body).Commitment),
                nameof(MessageId.RevokeHolderCommitment) => RevokeHolderCommitment.Decode(body).Number,
                nameof(MessageId.ValidateRevocation) => ValidateRevocation.Decode(body).Number,
                _ => null,
            };
        }
        catch (MalformedException)
        {
            return null; // of another version of the program
        }
    }

    private static ulong NumberOf(CommitmentFields commitment) => commitment.Number;
}
