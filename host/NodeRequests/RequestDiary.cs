using System.Diagnostics;
using System.Text.Json.Nodes;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests;

/// <summary>
/// The node's last requests and what became of them, in memory, for a person who looks: which message, whose, how long it took, and why there was a refusal. It holds no
/// field of any request. Both lists are short, however many requests there are.
/// </summary>
internal sealed class RequestDiary(TimeProvider clock)
{
    private const int RequestsMax = 60;
    private const int RefusalsMax = 20;

    private readonly Lock _gate = new();
    private readonly Queue<Ended> _requests = new();
    private readonly Queue<Ended> _refusals = new();
    private readonly HashSet<Begun> _running = [];
    private long _count;
    private long _refused;

    /// <summary>A request is about to be answered; say with the result what became of it.</summary>
    public Begun Begin(HsmdClient client, int message)
    {
        Begun begun = new(client, message, clock.GetUtcNow(), Stopwatch.GetTimestamp());
        lock (_gate)
        {
            _running.Add(begun);
        }

        return begun;
    }

    /// <param name="answer">Null when nobody waits for it any more.</param>
    public void End(Begun begun, HsmdAnswer? answer)
    {
        lock (_gate)
        {
            _running.Remove(begun);
            if (answer == null || answer.Tag == HsmdAnswer.Withdrawn)
            {
                return;
            }

            Ended ended = new(begun, Stopwatch.GetElapsedTime(begun.Start).TotalMilliseconds, answer.Kind, answer.Rule, answer.Tag, answer.Sentence);
            Keep(_requests, ended, RequestsMax);
            _count++;
            if (answer.Kind is HsmdAnswerKind.Refused or HsmdAnswerKind.Failed)
            {
                Keep(_refusals, ended, RefusalsMax);
                _refused++;
            }
        }
    }

    /// <summary>Newest first.</summary>
    public JsonObject Show()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["count"] = _count,
                ["refused"] = _refused,
                ["running"] = new JsonArray([.. _running.OrderBy(begun => begun.Start)
                    .Select(begun => (JsonNode)Of(begun, Stopwatch.GetElapsedTime(begun.Start).TotalMilliseconds))]),
                ["requests"] = new JsonArray([.. _requests.Reverse().Select(Of)]),
                ["refusals"] = new JsonArray([.. _refusals.Reverse().Select(Of)]),
            };
        }
    }

    private static void Keep(Queue<Ended> queue, Ended ended, int most)
    {
        queue.Enqueue(ended);
        if (queue.Count > most)
        {
            queue.Dequeue();
        }
    }

    private static JsonNode Of(Ended ended)
    {
        JsonObject shown = Of(ended.Begun, ended.ElapsedMs);
        shown["kind"] = ended.Kind.ToString();
        shown["rule"] = ended.Rule;
        shown["tag"] = ended.Tag;
        shown["sentence"] = ended.Sentence;
        return shown;
    }

    private static JsonObject Of(Begun begun, double elapsedMs) => new()
    {
        ["message"] = begun.Message,
        ["name"] = Enum.IsDefined((HsmdType)begun.Message) ? ((HsmdType)begun.Message).ToString() : string.Empty,
        ["channel"] = begun.Client.Dbid == 0 ? string.Empty : Convert.ToHexStringLower(begun.Client.Peer) + "/" + begun.Client.Dbid,
        ["at_ms"] = begun.At.ToUnixTimeMilliseconds(),
        ["elapsed_ms"] = Math.Round(elapsedMs, 2),
    };

    /// <summary>Equal to nothing but itself.</summary>
    internal sealed class Begun(HsmdClient client, int message, DateTimeOffset at, long start)
    {
        public HsmdClient Client => client;

        public int Message => message;

        public DateTimeOffset At => at;

        public long Start => start;
    }

    private sealed record Ended(Begun Begun, double ElapsedMs, HsmdAnswerKind Kind, string Rule, string Tag, string Sentence);
}
