using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Tool.Demo;

/// <summary>
/// The story this product exists for, played for real: a simulated device behind a pseudo terminal, a node that follows BOLT 2, a peer that
/// checks every signature. Four acts; each judges itself by what is on the device's tape and on its flash.
/// </summary>
internal sealed class SplitBrainStory
{
    private const ulong FirstPaymentMsat = 50_000_000;
    private const ulong SecondPaymentMsat = 70_000_000;
    private const string RetrySame = "policy-commitment-retry-same";

    private static readonly byte[] s_secret = Sha256.Hash([0x48]);

    /// <summary>Requests asked of all devices of the story.</summary>
    public int Requests { get; private set; }

    public long BytesOnWire { get; private set; }

    /// <summary>Journal commits: one for each request that changed a promise.</summary>
    public ulong FlashCommits { get; private set; }

    public IEnumerable<Func<ActResult>> Acts => [PowerCut, CrashWithoutIntentLog, TheThief, CrashAfterStoring];

    private ActResult PowerCut()
    {
        using DemoDevice twinDevice = NewDevice();
        DemoChannel twin = new(twinDevice, new MemoryDisk(), CommitOrder.WriteThenSign);
        twin.Pay(1, FirstPaymentMsat);
        long commitAt = twinDevice.OperationsUntilCommit(() => twin.Node.Commit());
        TapeEntry undisturbed = LastSigning(twinDevice);

        using DemoDevice device = NewDevice();
        DemoChannel channel = new(device, new MemoryDisk(), CommitOrder.WriteThenSign);
        channel.Pay(1, FirstPaymentMsat);
        device.CutPowerAfterCommit(commitAt);
        int bootsBefore = device.Device.Boots;
        channel.Node.Commit();
        TapeEntry signed = LastSigning(device);
        int boots = device.Device.Boots - bootsBefore;

        ulong commitsBefore = device.JournalCommits();
        byte[] again = device.Exchange(signed.Request).Body;
        ulong commits = device.JournalCommits() - commitsBefore;
        channel.Settle();

        Count(twinDevice);
        Count(device);
        return new ActResult(
            "Power is cut after the flash commit and before the reply",
            "The node asks for commitment 1. The device stores its promise, and then its power is cut. The signature never left. "
                + "It gets power again and recovers from flash, and the bridge sends the identical request.",
            [
                new("the device lost power and booted again", $"{boots} boot", boots == 1),
                new("the signature after the reboot", Hex(Signature(signed)), signed.Reply != null),
                new("an equal device that never lost power gave", Hex(Signature(undisturbed)), Same(Signature(signed), Signature(undisturbed))),
                new("asked once more, the device gives", Hex(Signature(again)), Same(Signature(again), Signature(signed))),
                new("... and commits to flash", $"{commits} times", commits == 0),
                new("the peer verified it and the channel continues", Agreement(channel), channel.IsAgreed),
            ],
            []);
    }

    private ActResult CrashWithoutIntentLog()
    {
        using DemoDevice device = NewDevice();
        IReadOnlyList<TapeEntry> signings = PlayHonestCrash(device);
        TapeEntry first = signings[0];
        TapeEntry second = signings[1];
        Count(device);
        return new ActResult(
            "The node crashes, forgets what it asked for, and asks for something else",
            "Core Lightning signs first and stores afterwards. The device has signed commitment 1 with one payment. The node crashes before it stores that, "
                + "does not remember it after its restart, and asks for commitment 1 again, with another payment.",
            [
                new("first request for number 1", Digest(first.Request), first.Reply != null),
                new("signed, and the reply was lost in the crash", Hex(Signature(first)), first.Reply != null),
                new("second request for number 1", Digest(second.Request), !Same(first.Request, second.Request)),
                new("refused by", second.Tag, second.Tag == RetrySame),
                new("the device says", second.Sentence, second.Reply == null),
                new("signatures for number 1 that exist", $"{SignaturesIn(signings)}", SignaturesIn(signings) == 1),
            ],
            []);
    }

    private ActResult TheThief()
    {
        using DemoDevice honestDevice = NewDevice();
        IReadOnlyList<TapeEntry> honest = PlayHonestCrash(honestDevice);

        using DemoDevice thiefDevice = NewDevice();
        IReadOnlyList<TapeEntry> thief = PlayThief(thiefDevice);

        List<TimelineRow> rows = [];
        for (int i = 0; i < Math.Max(honestDevice.Tape.Count, thiefDevice.Tape.Count); i++)
        {
            TapeEntry? left = i < honestDevice.Tape.Count ? honestDevice.Tape[i] : null;
            TapeEntry? right = i < thiefDevice.Tape.Count ? thiefDevice.Tape[i] : null;
            rows.Add(new TimelineRow(
                (left ?? right)!.Id.ToString(), Describe(left), Describe(right), left != null && right != null && Same(left.Request, right.Request)));
        }

        Count(honestDevice);
        Count(thiefDevice);
        return new ActResult(
            "The same requests from a thief",
            "A thief owns the node and the peer. Nothing crashes: the thief keeps the first signature, pretends a crash, and asks for another division of the "
                + "money under the same number. With two signatures one revocation would cancel only the one that the node remembers.",
            [
                new("requests the device saw in the honest story", $"{honestDevice.Tape.Count}", honestDevice.Tape.Count > 0),
                new("... in the thief's story, byte for byte the same", $"{rows.Count(row => row.IsSame)}", rows.All(row => row.IsSame)),
                new("so the device cannot tell them apart, and refuses", thief[1].Tag, thief[1].Tag == RetrySame),
                new("signatures for number 1 in the thief's hands", $"{SignaturesIn(thief)}", SignaturesIn(thief) == 1),
            ],
            rows);
    }

    private ActResult CrashAfterStoring()
    {
        using DemoDevice device = NewDevice();
        string folder = Interruption.TemporaryFolder("holdfast-demo");
        try
        {
            using FolderDisk disk = new(folder);
            DemoChannel channel = new(device, disk, CommitOrder.PrepareThenWrite);
            channel.CommitAndCrash(NodeEvent.StateWritten, after: true);
            int signedBefore = Promises(device).Count;
            ulong stored = disk.Load()!.CounterpartySigned;
            channel.Restart();
            channel.Settle();
            channel.Node.ChangeFee(300);
            channel.CommitAndCrash(NodeEvent.CommitmentSignedSent, after: false);
            TapeEntry lost = Promises(device)[^1];
            channel.Restart();
            TapeEntry repeated = Promises(device)[^1];
            channel.Settle();
            channel.Peer.Remove(0, HtlcRemoval.Fulfilled);
            channel.Settle();
            IReadOnlyList<TapeEntry> prepared = [.. device.Tape.Where(entry => entry.Id == MessageId.PrepareCounterpartyCommitment)];
            int refusals = device.Tape.Count(entry => entry.Reply == null);
            ulong number = channel.Node.State.CounterpartySigned;
            Count(device);
            return new ActResult(
                "The same crashes when the node stores its state before the promise",
                "This node asks first whether the device would sign, gets the HTLC signatures, stores its state, and asks for the commitment's signature when its message "
                    + "is sent. With holdfast-channeld, an unmodified node works in this order. The node crashes after storing, and again after the device has signed.",
                [
                    new("signatures of a commitment before the state was stored", $"{signedBefore}", signedBefore == 0),
                    new("stored when it died: commitment", $"{stored}", stored == 1),
                    new("HTLC signatures that the device gave before", $"{HtlcSignatures(prepared[0])}", HtlcSignatures(prepared[0]) == 1),
                    new("signature that was lost in the second crash", Hex(lost.Reply ?? []), lost.Reply != null),
                    new("signature after it", Hex(repeated.Reply ?? []), repeated != lost && Same(repeated.Reply ?? [], lost.Reply ?? [])),
                    new("refusals", $"{refusals}", refusals == 0),
                    new("the payment went through, the channel is at commitment", $"{number}", number >= 2 && channel.IsAgreed),
                ],
                []);
        }
        finally
        {
            Interruption.Delete(folder);
        }
    }

    private static IReadOnlyList<TapeEntry> Promises(DemoDevice device) => [.. device.Tape.Where(entry => entry.Id == MessageId.SignPreparedCommitment)];

    private static int HtlcSignatures(TapeEntry prepared) =>
        prepared.Reply == null ? 0 : PrepareCounterpartyCommitmentReply.Decode(new Bytes.ByteReader(prepared.Reply)).HtlcSignatures.Length;

    /// <summary>A node that signs first crashes before it stored, comes back and wants something else. Returns what was asked for number 1.</summary>
    private static IReadOnlyList<TapeEntry> PlayHonestCrash(DemoDevice device)
    {
        DemoChannel channel = new(device, new MemoryDisk(), CommitOrder.SignThenWrite);
        channel.CommitAndCrash(NodeEvent.StateWritten, after: false);
        channel.Restart();
        channel.Pay(2, SecondPaymentMsat);
        try
        {
            channel.Node.Commit();
        }
        catch (RefusedException)
        {
            // What the act is about; it stands on the tape.
        }

        return SigningsOf(device, 1);
    }

    /// <summary>The thief drives the device without any crash: builds both contents from the same state and asks for one after the other.</summary>
    private static IReadOnlyList<TapeEntry> PlayThief(DemoDevice device)
    {
        MemoryDisk disk = new();
        DemoChannel channel = new(device, disk, CommitOrder.SignThenWrite);
        DeviceSigner hands = new(device.Exchange, channel.Node.State.Terms.Peer, channel.Node.State.Terms.Dbid);
        hands.Resume(channel.Node.State.Terms);
        foreach ((int payment, ulong amountMsat) in new[] { (1, FirstPaymentMsat), (2, SecondPaymentMsat) })
        {
            ChannelNode fork = new(hands, disk, CommitOrder.SignThenWrite);
            fork.Offer(amountMsat, DemoChannel.PaymentHash(payment), 600);
            try
            {
                hands.SignCounterparty(CommitmentBuilder.NextOfCounterparty(fork.State));
            }
            catch (RefusedException)
            {
                // Stands on the tape.
            }
        }

        return SigningsOf(device, 1);
    }

    private static DemoDevice NewDevice() => new(SecretKind.Raw, s_secret);

    private static IReadOnlyList<TapeEntry> SigningsOf(DemoDevice device, ulong number) =>
        [.. device.Tape.Where(entry => entry.Id == MessageId.SignCounterpartyCommitment && NumberOf(entry.Request) == number)];

    private static int SignaturesIn(IReadOnlyList<TapeEntry> signings) => signings.Where(entry => entry.Reply != null).Select(entry => Hex(Signature(entry))).Distinct().Count();

    private static TapeEntry LastSigning(DemoDevice device) => device.Tape.Last(entry => entry.Id == MessageId.SignCounterpartyCommitment);

    private static ulong NumberOf(byte[] request) => SignCounterpartyCommitment.Decode(new Bytes.ByteReader(request, 1, request.Length - 1)).Commitment.Number;

    private static byte[] Signature(TapeEntry entry) => entry.Reply == null ? [] : Signature(entry.Reply);

    private static byte[] Signature(byte[] reply) => SignCounterpartyCommitmentReply.Decode(new Bytes.ByteReader(reply)).Signature;

    private static bool Same(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(16, bytes.Length))) + "…";

    private static string Digest(byte[] request) => $"SHA-256 {Hex(Sha256.Hash(request))} ({request.Length} bytes)";

    private static string Describe(TapeEntry? entry) => entry == null
        ? "-"
        : Convert.ToHexStringLower(Sha256.Hash(entry.Request).AsSpan(0, 6)) + (entry.Reply == null ? " refused" : " ok");

    private static string Agreement(DemoChannel channel) =>
        $"the owner's {channel.Node.State.ToUsMsat / 1000} sat, peer's {channel.Node.State.ToPeerMsat / 1000} sat";

    private void Count(DemoDevice device)
    {
        Requests += device.Tape.Count;
        BytesOnWire += device.BytesOnWire;
        FlashCommits += device.JournalCommits();
    }
}
