using System.Security.Cryptography;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// A device's life with power cuts. A cut leaves a volume and a host that waits for one reply; what happens then depends on nothing else,
/// because RAM is gone. So the cuts of all runs lead to a finite set of situations (volume, next request), and each situation is played once:
/// <list type="number">
/// <item>boot and unlock with the host's last receipt: the device must stand at the state before the request or at the state after it;</item>
/// <item>a thief's questions against everything promised up to that state: none may be answered;</item>
/// <item>the host repeats its request: the reply must be byte for byte the one of the life without cuts, receipt included.</item>
/// </list>
/// Every storage operation of 1 and 3 can be cut again: that gives further situations, until no new one appears.
/// So "any number of cuts" is covered, not only pairs.
/// </summary>
public sealed class LifeCuts(DeviceLife life, CutCount count)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Situations that differ.</summary>
    public int Situations => _known.Count;

    /// <summary>The situations after one cut of the life without cuts.</summary>
    public IReadOnlyList<Situation> FirstCuts()
    {
        Trail trail = new(this, depth: 1);
        DeviceRig rig = new(life.VolumeBefore(0));
        DeviceRig.Require(rig.Unlock(life.ReceiptBefore(0)));
        rig.Storage.Branch = trail.Cut;
        for (int position = 0; position < life.Count; position++)
        {
            trail.Position = position;
            if (!rig.Ask(life.Request(position)).AsSpan().SequenceEqual(life.Reply(position)))
            {
                count.Violation($"{Name(position)}: the life without cuts is not repeatable");
            }

            trail.Position = position + 1;
            trail.CutBetween(rig.Storage);
        }

        return trail.Found;
    }

    /// <summary>Plays one situation as far as its request and returns the new ones that another cut leads to.</summary>
    public IReadOnlyList<Situation> Play(Situation situation)
    {
        count.Ran();
        Trail trail = new(this, situation.Depth + 1) { Position = situation.Position };
        SimulatedStorage storage = situation.Volume.Fork();
        storage.Branch = trail.Cut;
        DeviceRig? rig = Boot(storage, situation);
        if (rig == null || situation.Position == life.Count)
        {
            return trail.Found;
        }

        AskAgain(rig, situation, situation.Position);
        trail.Position = situation.Position + 1;
        trail.CutBetween(storage);
        if (KeyOf(storage, 0) != KeyOf(life.VolumeBefore(situation.Position + 1), 0))
        {
            count.Violation($"{situation}: after the repeated request the volume differs from the one without cuts");
        }

        return trail.Found;
    }

    /// <summary>From one situation to the end of the story, every reply compared.</summary>
    public void PlayToTheEnd(Situation situation)
    {
        count.Ran();
        DeviceRig? rig = Boot(situation.Volume.Fork(), situation);
        for (int position = situation.Position; rig != null && position < life.Count; position++)
        {
            AskAgain(rig, situation, position);
        }
    }

    /// <summary>
    /// The same cut with the firmware in the middle of it: the exception goes through its catch blocks, nothing may leave afterwards, and
    /// the volume must be the one that the branch had shown.
    /// </summary>
    public void PlayForReal(int position)
    {
        List<(StorageOperation Operation, StorageOutcome Outcome, SimulatedStorage Volume)> branches = [];
        DeviceRig clean = Started(position);
        long start = clean.Storage.OperationCount;
        clean.Storage.Branch = (operation, outcome, volume) => branches.Add((operation, outcome, volume));
        clean.Ask(life.Request(position));
        foreach ((StorageOperation operation, StorageOutcome outcome, SimulatedStorage volume) in branches)
        {
            DeviceRig rig = Started(position);
            rig.Storage.CutPowerAt(rig.Storage.OperationCount + operation.Number - start, outcome);
            try
            {
                byte[] reply = rig.Ask(life.Request(position));
                if (!reply.AsSpan().SequenceEqual(life.Reply(position)))
                {
                    count.Violation($"{Name(position)}: a wrong reply before the cut");
                }

                count.Violation($"{Name(position)}: no cut happened at {operation}");
            }
            catch (PowerCutException)
            {
                count.Ran();
                count.Cut();
            }

            if (KeyOf(rig.Storage, 0) != KeyOf(volume, 0))
            {
                count.Violation($"{Name(position)}: cut at {operation} leaving {outcome} gave another volume than foreseen");
            }
        }
    }

    private DeviceRig Started(int position)
    {
        DeviceRig rig = new(life.VolumeBefore(position));
        DeviceRig.Require(rig.Unlock(life.ReceiptBefore(position)));
        return rig;
    }

    private DeviceRig? Boot(SimulatedStorage storage, Situation situation)
    {
        byte[] receipt = life.ReceiptBefore(situation.Position);
        DeviceRig rig = new(storage);
        Reply reply = Reply.Decode(rig.Unlock(receipt));
        if (reply.Status != ReplyStatus.Ok)
        {
            count.Violation($"{situation}: the device does not unlock: {reply.Sentence}");
            return null;
        }

        UnlockReply unlocked = UnlockReply.Decode(new Holdfast.Bytes.ByteReader(reply.Body));
        bool isOld = reply.Receipt.AsSpan().SequenceEqual(receipt);
        bool isNew = situation.Position < life.Count && reply.Receipt.AsSpan().SequenceEqual(life.ReceiptBefore(situation.Position + 1));
        if (unlocked.State != DeviceState.Ready || (!isOld && !isNew && !IsBetweenTwoCommits(situation.Position)))
        {
            count.Violation($"{situation}: the device stands neither before nor after the request");
        }

        ReceiptResult expected = isOld ? ReceiptResult.Same : ReceiptResult.DeviceAhead;
        if (unlocked.Receipt != expected)
        {
            count.Violation($"{situation}: the receipt says {unlocked.Receipt} instead of {expected}");
        }

        RefuseThefts(rig, situation, isOld ? situation.Position : situation.Position + 1);
        count.Recovered();
        return rig;
    }

    // Forgetting is two commits, each safe alone: the number that may not come back, then the removal.
    private bool IsBetweenTwoCommits(int position) =>
        position < life.Count && (MessageId)life.Request(position)[0] == MessageId.ForgetChannel;

    private void RefuseThefts(DeviceRig rig, Situation situation, int answered)
    {
        foreach ((string what, byte[] request) in life.PromisesAfter(answered).Thefts())
        {
            ReplyStatus status = Reply.Decode(rig.Ask(request)).Status;
            if (status is not (ReplyStatus.Refused or ReplyStatus.NotNow))
            {
                count.Violation($"{situation}: {what}: {status}");
            }

            count.Asked();
        }
    }

    private void AskAgain(DeviceRig rig, Situation situation, int position)
    {
        if (!rig.Ask(life.Request(position)).AsSpan().SequenceEqual(life.Reply(position)))
        {
            count.Violation($"{situation}: another reply to {Name(position)} than without cuts");
        }
    }

    private string Name(int position) => position < life.Count ? $"request {position} ({(MessageId)life.Request(position)[0]})" : "the end";

    private static string KeyOf(SimulatedStorage volume, int position) =>
        Convert.ToHexString(SHA256.HashData(volume.TakeImage())) + ":" + position;

    /// <summary>A volume that cuts left behind, and the request whose reply the host still waits for.</summary>
    public sealed record Situation(SimulatedStorage Volume, int Position, int Depth, string Cut)
    {
        public override string ToString() => $"before request {Position} ({Cut}, {Depth} cuts)";
    }

    /// <summary>Collects the situations that cuts in one run lead to.</summary>
    private sealed class Trail(LifeCuts cuts, int depth)
    {
        public List<Situation> Found { get; } = [];

        public int Position { get; set; }

        public void Cut(StorageOperation operation, StorageOutcome outcome, SimulatedStorage volume) =>
            Add(volume, $"cut in {operation.Step} of {operation.Path} leaving {outcome}");

        public void CutBetween(SimulatedStorage volume) => Add(volume.Fork(), "cut right after the reply");

        private void Add(SimulatedStorage volume, string cut)
        {
            cuts.CountCut();
            string key = KeyOf(volume, Position);
            lock (cuts._known)
            {
                if (!cuts._known.Add(key))
                {
                    return;
                }
            }

            Found.Add(new Situation(volume, Position, depth, cut));
        }
    }

    private void CountCut() => count.Cut();
}
