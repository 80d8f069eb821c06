using System.Diagnostics;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Translation;

namespace Holdfast.NodeRequests;

/// <summary>
/// Where the owner wants it, the device signs a channel's next state only when a watchtower has the revoked one. The node asks sooner than a tower can answer, so a
/// refusal for that reason waits here, on the channel's own thread and not on the line to the device, and is asked again when a tower has taken something of
/// the channel. When that takes too long, the node gets the refusal.
/// </summary>
internal sealed class BackupWait(IStateKeeper? states, TimeSpan most)
{
    /// <summary>The rule's tag (firmware/Policy/RULES.md).</summary>
    public const string Tag = "holdfast-counterparty-state-backed-up";

    /// <summary>The asker may be gone meanwhile.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    /// <summary>The rule can be lifted in ways that nobody tells the bridge.</summary>
    private static readonly TimeSpan s_askAnyway = TimeSpan.FromSeconds(15);

    /// <param name="isGone">Nobody waits for the answer any more.</param>
    /// <param name="ask">Asks the device; with the tag of the refusal that is not to be recorded yet, or null for the last time.</param>
    public T Until<T>(ChannelName channel, ulong number, Func<bool> isGone, Func<string?, T> ask)
    {
        if (states is not { IsOn: true } || most <= TimeSpan.Zero)
        {
            return ask(null);
        }

        byte[] name = channel.ToBytes();
        long seen = states.Progress(name);
        if (Asked(ask, out T? answer) is not { } refusal)
        {
            return answer!;
        }

        long since = Stopwatch.GetTimestamp();
        long asked = since;
        using IDisposable waiting = states.Waits(name, number, refusal.Sentence, most);
        while (!isGone() && Stopwatch.GetElapsedTime(since) < most)
        {
            long now = states.WaitForProgress(name, seen, s_look < most ? s_look : most);
            if (now == seen && Stopwatch.GetElapsedTime(asked) < s_askAnyway)
            {
                continue;
            }

            (seen, asked) = (now, Stopwatch.GetTimestamp());
            if (Asked(ask, out answer) == null)
            {
                return answer!;
            }
        }

        return ask(null);
    }

    /// <summary>Null, and the answer; or the refusal that can be waited for.</summary>
    private static SignerRefusedException? Asked<T>(Func<string?, T> ask, out T? answer)
    {
        try
        {
            answer = ask(Tag);
            return null;
        }
        catch (SignerRefusedException refusal) when (refusal.Tag == Tag)
        {
            answer = default;
            return refusal;
        }
    }
}
