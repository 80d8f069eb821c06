using System.Globalization;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.SimulatedSigner;

namespace Holdfast.Fuzz;

/// <summary>What came of the mutants of one kind of request.</summary>
internal sealed class NodeFigures
{
    public int Inputs { get; set; }

    public SortedDictionary<string, int> Answers { get; } = [];

    public long AllocatedBytesMost { get; set; }

    public int ExchangesMost { get; set; }

    public long MillisecondsMost { get; set; }
}

/// <summary>
/// The whole path of a node's request, from its bytes to the device's flash: the requests of recorded sessions, each changed by the grammar of its
/// message, at the moment of the session when the node sent it. Whatever comes, the answer is a reply or a no that somebody decided; a no leaves not
/// one byte of the flash changed; work and memory are bounded; and the true request is answered afterwards as if nothing had been.
/// </summary>
internal sealed class NodeCampaign
{
    /// <summary>How often a kind of request is taken: at different moments, and of different nodes.</summary>
    private const int MomentsPerKind = 4;
    private const int MomentsPerKindAndRecording = 2;

    /// <summary>20 mutants of each in the normal run.</summary>
    private const int CampaignInputsPerMutant = 200;

    private const long AllocatedBytesMax = 64 * 1024 * 1024;

    /// <summary>A request takes a few questions to the device: the channel's keys, the node's keys, itself, a repetition.</summary>
    private const int ExchangesMax = 8;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    /// <summary>Failures that are nobody's decision: something broke.</summary>
    private static readonly string[] s_broken =
        [HsmdAnswer.Defect, HsmdAnswer.DeviceStopped, HsmdAnswer.DeviceCrashed, HsmdAnswer.DeviceReply, HsmdAnswer.DeviceAway, HsmdAnswer.DeviceNotReady];

    private readonly SortedDictionary<int, NodeFigures> _figures = [];
    private readonly Dictionary<int, int> _moments = [];
    private readonly List<Field> _pool = [];
    private ulong _next = (ulong)Campaign.Seed << 32;

    /// <summary>By the message's number; 0 is the plugin's request to complete a splice.</summary>
    public IReadOnlyDictionary<int, NodeFigures> Figures => _figures;

    private static int MutantsPerMoment => Math.Max(5, Campaign.InputsPerTarget / CampaignInputsPerMutant);

    private static bool IsTimed => Campaign.InputsPerTarget > Campaign.NormalInputsPerTarget;

    public void Run(IReadOnlyList<Transcript> recordings)
    {
        _pool.AddRange(recordings.SelectMany(recording => recording.Entries).Where(IsRequest).GroupBy(Number).SelectMany(kind => kind.Take(12))
            .Select(entry => Grammar.Message(entry.Request)).OfType<Field>());
        foreach (Transcript recording in recordings)
        {
            Run(recording);
        }
    }

    private static bool IsRequest(TranscriptEntry entry) => entry.Event == null && !entry.WasKeptFromSigner && entry.Request.Length >= 2;

    private static int Number(TranscriptEntry entry) => (entry.Request[0] << 8) | entry.Request[1];

    private void Run(Transcript recording)
    {
        TranscriptEntry[] entries = [.. recording.Entries.Where(IsRequest)];
        HashSet<TranscriptEntry> chosen = [];
        foreach (IGrouping<int, TranscriptEntry> kind in entries.GroupBy(Number))
        {
            int free = Math.Min(MomentsPerKindAndRecording, MomentsPerKind - _moments.GetValueOrDefault(kind.Key));
            TranscriptEntry[] moments = [.. kind];

            // The last ones: by then the channel has lived.
            chosen.UnionWith(moments[Math.Max(0, moments.Length - free)..]);
            _moments[kind.Key] = _moments.GetValueOrDefault(kind.Key) + Math.Min(free, moments.Length);
        }

        if (chosen.Count == 0)
        {
            return;
        }

        NodeWorld told = new(recording.SecretFile);
        TranscriptEntry? before = null;
        foreach (TranscriptEntry entry in entries)
        {
            byte[]? image = chosen.Contains(entry) ? told.Flash : null;
            HsmdAnswer answer = told.Session.Handle(entry.Client!.ToHsmd(), entry.Request);
            if (image != null)
            {
                Spoil(recording, entry, new NodeWorld(image, before), answer);
            }

            if (chosen.Remove(entry) && chosen.Count == 0)
            {
                break;
            }

            // What a daemon asks after this stands on the answer, and the bridge may be a new one by then.
            before = Number(entry) is 19 or 29 ? entry : before;
        }
    }

    private void Spoil(Transcript recording, TranscriptEntry entry, NodeWorld world, HsmdAnswer wanted)
    {
        HsmdClient client = entry.Client!.ToHsmd();
        if (Grammar.Message(entry.Request) is not Field message)
        {
            throw new AssertFailedException("message " + Number(entry) + " is not in the grammar");
        }

        CollectionAssert.AreEqual(entry.Request, message.ToArray(), "message " + Number(entry) + ": the grammar does not write what it read");
        Field? psbt = message.Find("psbt");
        for (int i = 0; i < MutantsPerMoment; i++)
        {
            byte[] mutant = new GrammarMutation(_next++).Of(message, _pool);
            Feed(recording, entry, Number(entry), mutant, world, () => Answered(world.Session.Handle(client, mutant)));
            if (psbt != null && i % 4 == 0)
            {
                byte[] splice = Splice(psbt);
                Feed(recording, entry, 0, splice, world, () => world.Session.CompleteSplice(splice).Psbt == null ? ("refused", false) : ("Reply", true));
            }
        }

        HsmdAnswer now = world.Session.Handle(client, entry.Request);
        Assert.AreEqual(wanted.Kind, now.Kind, $"{recording.Name} {entry.N}: {wanted.Tag} {wanted.Sentence} | {now.Tag} {now.Sentence}");
        CollectionAssert.AreEqual(wanted.Bytes, now.Bytes, $"{recording.Name} {entry.N}: the true request is answered otherwise after the mutants");
    }

    /// <summary>A changed PSBT with a placeholder of the bridge in an input.</summary>
    private byte[] Splice(Field psbt)
    {
        Field copy = psbt.Clone();
        if (copy.Find("input maps")!.Parts is [Field first, ..])
        {
            first.Find("entries")!.Parts!.Add(new Field
            {
                Name = "entry",
                Parts =
                [
                    Field.Of("key", [PsbtField.InputPartialSignature, 2, .. new byte[32]], FieldPrefix.CompactSize),
                    Field.Of("value", SignTxReply.PlaceholderInPsbt, FieldPrefix.CompactSize),
                ],
            });
        }

        return new GrammarMutation(_next++).Of(new Field { Name = "message", Parts = [copy] }, _pool);
    }

    private static (string Answer, bool MayChange) Answered(HsmdAnswer answer)
    {
        if (s_broken.Contains(answer.Tag))
        {
            throw new InvalidOperationException(answer.Tag + ": " + answer.Sentence);
        }

        // A signature that does not fit is found after the device gave it.
        bool mayChange = answer.Kind is not (HsmdAnswerKind.Refused or HsmdAnswerKind.Failed) || answer.Tag == "mismatch";
        return (answer.Kind is HsmdAnswerKind.Failed ? answer.Tag : answer.Kind.ToString(), mayChange);
    }

    private void Feed(Transcript recording, TranscriptEntry entry, int kind, byte[] mutant, NodeWorld world, Func<(string Answer, bool MayChange)> ask)
    {
        string where = $"{recording.Name}, request {entry.N}, HOLDFAST_FUZZ_SEED={Campaign.Seed}, mutant {_next - 1:x} ({mutant.Length} bytes)";
        if (!_figures.TryGetValue(kind, out NodeFigures? figures))
        {
            _figures[kind] = figures = new NodeFigures();
        }

        int exchanges = world.Exchanges;
        long clock = Environment.TickCount64;
        long before = GC.GetAllocatedBytesForCurrentThread();
        string answer;
        bool mayChange;
        try
        {
            (answer, mayChange) = ask();
        }
        catch (Exception finding)
        {
            throw new AssertFailedException($"{where}: {finding}\n{Convert.ToHexString(mutant)}", finding);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long milliseconds = Environment.TickCount64 - clock;
        figures.Inputs++;
        figures.Answers[answer] = figures.Answers.GetValueOrDefault(answer) + 1;
        figures.AllocatedBytesMost = Math.Max(figures.AllocatedBytesMost, allocated);
        figures.MillisecondsMost = Math.Max(figures.MillisecondsMost, milliseconds);
        figures.ExchangesMost = Math.Max(figures.ExchangesMost, world.Exchanges - exchanges);
        string measured = allocated.ToString(CultureInfo.InvariantCulture) + " bytes, " + milliseconds + " ms, " + (world.Exchanges - exchanges) + " exchanges";
        bool isBounded = allocated <= AllocatedBytesMax && world.Exchanges - exchanges <= ExchangesMax && (!IsTimed || milliseconds <= s_longest.TotalMilliseconds);
        Assert.IsTrue(isBounded, $"{where}: {answer}, {measured}\n{Convert.ToHexString(mutant)}");
        if (world.HasChanged)
        {
            Assert.IsTrue(mayChange, $"{where}: {answer}, and the flash changed\n{Convert.ToHexString(mutant)}");
            world.Reset();
        }
    }

    /// <summary>A node's session with a device of its own, which can be put back to a moment.</summary>
    private sealed class NodeWorld
    {
        private readonly byte[]? _image;
        private readonly TranscriptEntry? _before;
        private SimulatedDevice _device;
        private SignerClient _client;
        private byte[] _flash;

        /// <summary>A new device with this secret.</summary>
        public NodeWorld(byte[] secretFile)
        {
            (Protocol.SecretKind kind, byte[] secret) = HsmSecretFile.Parse(secretFile);
            Open(null);
            _client.Ask(new Protocol.Provision { Kind = kind, Network = Protocol.Network.Regtest, Secret = secret, HostHalf = new byte[32] });

            // Nobody keeps the tables of payments of a device that is put back, so the owner switches the rules about payments off, with the button.
            _client.Ask(new Protocol.SetLimits { Changes = [new Protocol.LimitChangeFields { Number = 19, Value = 0 }] });
            _flash = Flash;
        }

        /// <param name="image">The flash at that moment.</param>
        /// <param name="before">A request whose answer the bridge still knew then.</param>
        public NodeWorld(byte[] image, TranscriptEntry? before)
        {
            _image = image;
            _before = before;
            Open(image);
            _flash = Flash;
        }

        public NodeSession Session { get; private set; }

        public int Exchanges { get; private set; }

        public byte[] Flash => _device.Storage.TakeImage();

        public bool HasChanged => !Flash.AsSpan().SequenceEqual(_flash);

        public void Reset()
        {
            _client.Dispose();
            Open(_image);
            _flash = Flash;
        }

        [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_device), nameof(_client), nameof(_flash), nameof(Session))]
        private void Open(byte[]? image)
        {
            SimulatedStorage storage = new();
            if (image != null)
            {
                storage.RestoreImage(image);
            }

            _device = new SimulatedDevice(storage, new SimulatedDeviceSettings { EntropySeed = 1, HasManualClock = true });
            _device.Button.Presses = _ => true;
            _client = new SignerClient(new InProcessTransport(_device), new SignerClientSettings { HostHalf = image == null ? null : new byte[32] });
            _client.Exchanged += _ => Exchanges++;
            Session = new NodeSession(_client);
            _flash = Flash;
            if (_before != null)
            {
                Session.Handle(_before.Client!.ToHsmd(), _before.Request);
            }
        }
    }
}
