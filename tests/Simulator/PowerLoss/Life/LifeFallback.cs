using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// The theft of a forgotten promise: power goes right after a reply, one or two directories of the flash fall back to an earlier content of their
/// own, and a hostile host shows its newest receipt, old ones or none to an owner who agrees to everything. The device must not break anything that it
/// promised before: it stays locked, stops, or still knows.
/// <para>Left out is the one pair that nothing on the device can tell from a commit that never was: both copies of the newest entry.</para>
/// </summary>
public sealed class LifeFallback(DeviceLife life, CutCount count)
{
    private static readonly int[] s_oldReceipts = [0, 1, 2, 5];

    private int _opened;

    /// <summary>Devices that unlocked although something had fallen back.</summary>
    public int Opened => _opened;

    /// <summary>Every single directory, right after the reply to the request before this position.</summary>
    public void PlaySingles(int position)
    {
        SimulatedStorage volume = life.VolumeBefore(position);
        foreach (string directory in Directories(volume))
        {
            foreach (int commits in volume.DistinctFallbacks(directory))
            {
                SimulatedStorage fallen = volume.Fork();
                fallen.RollBackDirectory(directory, commits);
                Steal(fallen, position, $"{directory} back by {commits}");
            }
        }
    }

    /// <summary>Every pair of directories but the blind one, each as far back as its nearest and its farthest other content.</summary>
    public void PlayPairs(int position)
    {
        SimulatedStorage volume = life.VolumeBefore(position);
        string[] blind = NewestCopies(position);
        (string Directory, int Commits)[] damages = [.. Directories(volume).SelectMany(directory =>
            volume.DistinctFallbacks(directory) is { Count: > 0 } all
                ? new[] { all[0], all[^1] }.Distinct().Select(commits => (directory, commits))
                : [])];
        foreach ((string first, int commits) in damages)
        {
            foreach ((string second, int more) in damages.Where(other => string.CompareOrdinal(other.Directory, first) > 0))
            {
                if (blind.Contains(first) && blind.Contains(second))
                {
                    continue;
                }

                SimulatedStorage fallen = volume.Fork();
                fallen.RollBackDirectory(first, commits);
                fallen.RollBackDirectory(second, more);
                Steal(fallen, position, $"{first} back by {commits}, {second} by {more}");
            }
        }
    }

    // Of the slots that were never used one stands for all.
    private IEnumerable<string> Directories(SimulatedStorage volume)
    {
        SimulatedStorage fresh = life.VolumeBefore(0);
        bool IsUsed(string directory) => !volume.Peek(directory + "/c").AsSpan().SequenceEqual(fresh.Peek(directory + "/c"));
        return volume.DirectoriesWithHistory.Where(directory => directory.Length != 2 || directory == "13" || IsUsed(directory));
    }

    /// <summary>Both copies of the newest entry, one step back: what DESIGN.md says that only a receipt can find out.</summary>
    public void PlayBlindPair(int position)
    {
        SimulatedStorage fallen = life.VolumeBefore(position);
        foreach (string directory in NewestCopies(position))
        {
            fallen.RollBackDirectory(directory, fallen.DistinctFallbacks(directory)[0]);
        }

        Steal(fallen, position, "both copies");
    }

    // Seen from outside: the head and the slot directory that the last commit wrote.
    private string[] NewestCopies(int position)
    {
        SimulatedStorage now = life.VolumeBefore(position);
        for (int before = position - 1; before >= 0; before--)
        {
            SimulatedStorage then = life.VolumeBefore(before);
            string[] changed = [.. now.Paths
                .Where(path => path is [_, '/', 'h'] or [_, _, '/', 'c'] && !now.Peek(path).AsSpan().SequenceEqual(then.Peek(path)))
                .Select(path => path[..path.IndexOf('/')])];
            if (changed.Length != 0)
            {
                return changed;
            }
        }

        return [];
    }

    private void Steal(SimulatedStorage volume, int position, string damage)
    {
        count.Fed();
        foreach (byte[]? receipt in s_oldReceipts.Where(age => age <= position).Select(age => life.ReceiptBefore(position - age)).Append(null))
        {
            DeviceRig rig = new(volume.Fork());
            Reply reply = Reply.Decode(rig.Unlock(receipt));
            if (reply.Status != ReplyStatus.Ok || UnlockReply.Decode(new ByteReader(reply.Body)).State != DeviceState.Ready)
            {
                continue;
            }

            Interlocked.Increment(ref _opened);
            foreach ((string what, byte[] request) in life.PromisesAfter(position).Thefts())
            {
                count.Asked();
                ReplyStatus status = Reply.Decode(rig.Ask(request)).Status;
                if (status == ReplyStatus.Ok)
                {
                    count.Violation($"before request {position}, {damage}, {(receipt == null ? "no receipt" : "a receipt")}: {what} was answered");
                }
            }

            // A receipt only decides whether the device opens, not as what.
            return;
        }
    }
}
