using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Replay;

/// <summary>
/// Plays a recorded session against a bridge and compares every reply with stock hsmd's. A start event restarts the bridge, never the device:
/// the session ends and the next one gets nothing from it.
/// <para>
/// A request that the recorder kept from its hsmd is kept from this one too. After a refusal the channel is over for the recording, which goes
/// on as if nothing had happened: its later requests are not sent and not compared.
/// </para>
/// </summary>
public static class TranscriptReplay
{
    /// <summary>Type, version, number of capabilities: what an init reply has before the list.</summary>
    private const int CapabilitiesAt = 2 + 4 + 2;

    /// <param name="startBridge">A fresh bridge in front of the one device that knows the transcript's secret; asked at every start.</param>
    /// <param name="played">Called after each request with how many are done, for a progress bar.</param>
    public static ReplayResult Run(Transcript transcript, string file, Func<NodeSession> startBridge, Action<int>? played = null)
    {
        return Run(
            transcript,
            file,
            () =>
            {
                NodeSession session = startBridge();
                return entry => session.Handle(entry.Client!.ToHsmd(), entry.Request);
            },
            played);
    }

    /// <summary>The same over any way to a bridge, for example a real hsmd process: a start gives the function that answers an entry.</summary>
    public static ReplayResult Run(Transcript transcript, string file, Func<Func<TranscriptEntry, HsmdAnswer>> start, Action<int>? played = null)
    {
        ReplayResult result = new(file);
        HashSet<string> over = [];
        Func<TranscriptEntry, HsmdAnswer>? answer = null;
        foreach (TranscriptEntry entry in transcript.Entries)
        {
            if (entry.Event != null)
            {
                answer = entry.IsStart ? null : answer;
                continue;
            }

            result.Requests++;
            string? channel = RequestChannel.Of(entry.Client!, entry.Request)?.Key;
            if (entry.WasKeptFromSigner || (channel != null && over.Contains(channel)))
            {
                result.NotCompared++;
            }
            else
            {
                answer ??= start();
                Judge(result, entry, Answer(answer, entry), channel, over);
            }

            played?.Invoke(result.Requests);
        }

        return result;
    }

    private static HsmdAnswer Answer(Func<TranscriptEntry, HsmdAnswer> answer, TranscriptEntry entry)
    {
        try
        {
            return answer(entry);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return HsmdAnswer.Failed(failure.GetType().Name, failure.Message, null);
        }
    }

    private static void Judge(ReplayResult result, TranscriptEntry entry, HsmdAnswer answer, string? channel, HashSet<string> over)
    {
        switch (answer.Kind)
        {
            case HsmdAnswerKind.Refused:
                result.Refused.Add(new ReplayRefusal(entry.N, answer.Rule, answer.Tag, answer.Sentence));
                if (channel != null)
                {
                    over.Add(channel);
                }

                break;
            case HsmdAnswerKind.Withheld:
                result.Withheld.Add(entry.N);
                break;
            case HsmdAnswerKind.NoReply when entry.Reply == null:
            case HsmdAnswerKind.Reply when entry.Reply == null:
                result.NotCompared++;
                break;
            case HsmdAnswerKind.Reply when Same(entry.Reply!, answer.Bytes!):
                result.Identical++;
                break;
            case HsmdAnswerKind.Reply when BindsMore(entry, answer.Bytes!):
                result.Withheld.Add(entry.N);
                break;
            default:
                string actual = answer.Kind == HsmdAnswerKind.Reply
                    ? Convert.ToHexStringLower(answer.Bytes!)
                    : answer.Kind + " " + answer.Tag + ": " + answer.Sentence;
                string expected = entry.Reply == null ? "no reply" : Convert.ToHexStringLower(entry.Reply);
                result.Different.Add(new ReplayDifference(entry.N, (entry.Request[0] << 8) | entry.Request[1], expected, actual));
                break;
        }
    }

    /// <summary>Equal, but for the list of capabilities inside an init reply: a signer may have its own.</summary>
    private static bool Same(byte[] recorded, byte[] reply)
    {
        bool isInit = recorded.Length >= CapabilitiesAt && reply.Length >= CapabilitiesAt
            && recorded[0] == 0 && recorded[1] == (byte)HsmdType.InitReply && reply[0] == 0 && reply[1] == recorded[1];
        return Check.Same(isInit ? WithoutCapabilities(recorded) : recorded, isInit ? WithoutCapabilities(reply) : reply);
    }

    /// <summary>
    /// An HTLC on the peer's commitment, for which stock hsmd signs SINGLE|ANYONECANPAY and Holdfast the whole transaction: a signature of another
    /// type, which the bridge has verified before it replied.
    /// </summary>
    private static bool BindsMore(TranscriptEntry entry, byte[] reply)
    {
        int message = (entry.Request[0] << 8) | entry.Request[1];
        return message is (int)HsmdType.SignRemoteHtlcToUs or (int)HsmdType.SignAnyRemoteHtlcToUs
            && entry.Reply!.Length == reply.Length && Check.Same(entry.Reply[..2], reply[..2])
            && entry.Reply[^1] == SignatureHash.SingleAnyoneCanPay && reply[^1] == SignatureHash.All;
    }

    private static byte[] WithoutCapabilities(byte[] init)
    {
        int count = (init[CapabilitiesAt - 2] << 8) | init[CapabilitiesAt - 1];
        int end = Math.Min(init.Length, CapabilitiesAt + (4 * count));
        return [.. init[..(CapabilitiesAt - 2)], .. init[end..]];
    }
}
