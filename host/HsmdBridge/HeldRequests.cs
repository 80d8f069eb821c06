using Holdfast.DeviceLink;
using Holdfast.HandOver;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>
/// lightningd's own requests. It asks them one after the other and does nothing else meanwhile: no RPC, no channel, not even the log that the bridge writes
/// to. Any reply but the expected one makes it exit. So what cannot be answered now is held, but only when it may be answered later, and only
/// for a while: then the reply is one that keeps lightningd alive and is worth nothing to anybody (<see cref="HsmdAnswer.LastResort"/>).
/// </summary>
internal sealed class HeldRequests(UnixSocket lightningd, StatusSocket status, NoticeBoard notices, TimeSpan holdMax)
{
    private const int RetryMs = 1_000;
    private const int RetryMsMax = 60_000;

    /// <summary>Long enough for a device that reboots.</summary>
    private static readonly TimeSpan s_briefly = TimeSpan.FromSeconds(5);

    /// <summary>Requests that lightningd repeats by itself within a minute (onchain_control.c, anchorspend.c): nothing is lost by an early placeholder.</summary>
    private static readonly int[] s_askedAgain = [142, 143, 144, 147, 149];

    private bool _isLongAway;

    /// <summary>The answer to send; null when lightningd went away meanwhile.</summary>
    /// <exception cref="HsmdProtocolException">There is no reply that lightningd would survive, and never will be.</exception>
    public HsmdAnswer? Answer(byte[] request, Func<Asker, HsmdAnswer> ask)
    {
        using IDisposable _ = notices.Asking(request);
        bool isAskedAgain = s_askedAgain.Contains(RequestLine.Number(request));
        TimeSpan patience = (_isLongAway || isAskedAgain) && s_briefly < holdMax ? s_briefly : holdMax;
        Asker asker = new() { IsGone = () => lightningd.WaitForEnd(0), AwayMax = patience, GoesFirst = true };
        long since = Environment.TickCount64;
        HsmdAnswer answer = ask(asker);
        if (answer.Kind is HsmdAnswerKind.Refused or HsmdAnswerKind.Failed)
        {
            RequestLine.Report(status, HsmdClient.Lightningd, request, answer);
        }

        for (int waitMs = RetryMs; ; waitMs = Math.Min(2 * waitMs, RetryMsMax))
        {
            _isLongAway = answer.Tag == HsmdAnswer.DeviceAway;
            if (answer.Kind is not (HsmdAnswerKind.Refused or HsmdAnswerKind.Failed))
            {
                return Answered(request, answer);
            }

            if (answer.Tag == HsmdAnswer.Withdrawn)
            {
                return null;
            }

            bool isOver = _isLongAway || isAskedAgain || Environment.TickCount64 - since >= patience.TotalMilliseconds;
            if (!answer.IsPassing || answer.Bytes != null || (isOver && answer.LastResort != null))
            {
                return Last(request, answer);
            }

            if (waitMs == RetryMs)
            {
                notices.Held(request, answer);
                status.Log(StatusLevel.Broken, "Message " + RequestLine.Number(request) + " is held. The node waits until it can be answered"
                    + (answer.LastResort == null ? "." : ", " + (int)patience.TotalSeconds + " seconds at most."));
            }

            // It may pass when the device comes back, or is unlocked, or the disk has room again.
            if (lightningd.WaitForEnd(waitMs))
            {
                return null;
            }

            answer = ask(asker);
        }
    }

    private HsmdAnswer Last(byte[] request, HsmdAnswer answer)
    {
        if (answer.Bytes != null)
        {
            return answer;
        }

        if (answer.LastResort == null)
        {
            string sentence = RequestLine.Of(request, "has no answer", answer);
            notices.Unanswerable(request, answer);
            throw new HsmdProtocolException(sentence);
        }

        notices.Placeholder(request, answer);
        status.Log(StatusLevel.Broken, "Message " + RequestLine.Number(request) + " is answered with a placeholder that nobody accepts, so that the node continues to run: "
            + PlaceholderAdvice.For(RequestLine.Number(request)));
        return HsmdAnswer.Withheld(answer.LastResort, answer.Tag, answer.Sentence, answer.Rule);
    }

    private HsmdAnswer Answered(byte[] request, HsmdAnswer answer)
    {
        if (answer.Kind == HsmdAnswerKind.Withheld)
        {
            status.Log(StatusLevel.Info, RequestLine.Of(request, "withheld", answer));
        }

        return answer;
    }
}
