using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.SecondOpinion;

namespace Holdfast.NodeRequests;

/// <summary>
/// Stands where the node expects its hsmd, from one start of the node to the next: a request of one client goes in, what became of it comes
/// out. It keeps nothing that the next session would miss. Safe to call from one thread per client; the device sees one request at a time.
/// </summary>
public sealed partial class NodeSession
{
    /// <summary>Tag of a placeholder that nobody will replace, because holdfast-plugin is not loaded: the node itself cannot broadcast that splice.</summary>
    public const string SpliceWithoutPlugin = "bridge-splice-without-plugin";

    /// <summary>The owner waits at a command line for what the plugin asks.</summary>
    private static readonly Asker s_pluginCall = new() { AwayMax = TimeSpan.FromSeconds(20) };

    private readonly SignerClient _signer;
    private readonly IntentStore? _intents;
    private readonly PaymentTables _payments;
    private NodeFacts? _node;

    /// <param name="intents">Written before the device sees a request that changes its promises; null in replays and tests that need none.</param>
    public NodeSession(SignerClient signer, IntentStore? intents = null, BridgeSettings? settings = null)
    {
        _signer = signer;
        _intents = intents;
        _payments = new PaymentTables(intents);
        _device = new DevicePicture(signer, TimeProvider.System);
        Settings = settings ?? new BridgeSettings();
        Check = new SignatureCheck(Settings.SecondOpinion);
        Splices = new SpliceSignatures(this);
    }

    /// <summary>True once holdfast-plugin has said that it is there: then it completes the splices that this node starts.</summary>
    public bool HasPlugin { get; set; }

    /// <summary>What holdfast-plugin is to prove to the device.</summary>
    public WantedProofs WantedProofs { get; } = new();

    /// <summary>Payments of channels that ended on chain, of which it is to prove that they came back.</summary>
    public WantedTimeouts WantedTimeouts { get; } = new();

    /// <summary>Keeps what watchtowers need; null where there are none. Set before the first request.</summary>
    public IStateKeeper? States { get; set; }

    /// <summary>What lightningd's developer mode switched on at the start.</summary>
    internal DevPreinit Developer { get; set; } = new(false, false);

    internal SpliceSignatures Splices { get; }

    internal SignatureCheck Check { get; }

    internal ChannelMemories Channels { get; } = new();

    internal PaymentTables Payments => _payments;

    internal BridgeSettings Settings { get; }

    internal BackupWait BackupWait => new(States, Settings.TowerWait);

    /// <summary>Public facts of the node; this asker asks for them when nobody has before.</summary>
    internal NodeFacts NodeBy(SignerDoor signer) => _node ??= new NodeFacts(signer.Ask(new NodeKeys().Encode, NodeKeysReply.Decode), Check);

    /// <summary>Answers one request. Whatever goes wrong is an answer too.</summary>
    /// <param name="request">Type and body, without the length prefix.</param>
    /// <param name="asker">Who waits for the answer; somebody with patience unless said.</param>
    public HsmdAnswer Handle(HsmdClient client, byte[] request, Asker? asker = null) =>
        Answered(client, request, asker, static (parsed, scope) => parsed.Answer(scope));

    private HsmdAnswer Answered(HsmdClient client, byte[] request, Asker? asker, Func<IHsmdRequest, RequestScope, HsmdAnswer> answer)
    {
        RequestDiary.Begun begun = _diary.Begin(client, request.Length >= 2 ? (request[0] << 8) | request[1] : 0);
        HsmdAnswer? answered = null;
        try
        {
            return answered = Parsed(client, request, asker, answer);
        }
        finally
        {
            _diary.End(begun, answered);
        }
    }

    private HsmdAnswer Parsed(HsmdClient client, byte[] request, Asker? asker, Func<IHsmdRequest, RequestScope, HsmdAnswer> answer)
    {
        IHsmdRequest? parsed = null;
        try
        {
            HsmdReader reader = new(request);
            HsmdType type = reader.Type();
            RequirePermission(client, type);
            parsed = HsmdRequests.Parse(type, reader);
            reader.End();
            return answer(parsed, new RequestScope(this, client, Door(asker)));
        }
        catch (Exception no) when (no is not (OperationCanceledException or OutOfMemoryException))
        {
            return Explain(no, parsed);
        }
    }

    /// <summary>Puts the real signatures into the PSBT of a splice where it carries placeholders; for holdfast-plugin, when the owner calls `splice_signed`.</summary>
    /// <param name="psbt">Version 0 or 2.</param>
    /// <returns>The PSBT with real signatures; or null, and a sentence that says why there is none.</returns>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public (byte[]? Psbt, string Sentence) CompleteSplice(byte[] psbt)
    {
        try
        {
            Psbt parsed = Psbt.Parse(psbt);
            return Splices.Complete(new SignerDoor(_signer, _intents, _payments, s_pluginCall), parsed) == 0 ? (psbt, string.Empty) : (parsed.Serialize(), string.Empty);
        }
        catch (SignerRefusedException refusal)
        {
            return (null, $"the signer refuses this splice ({refusal.Rule}, {refusal.Tag}): {refusal.Sentence}");
        }
        catch (BridgeRefusalException refusal)
        {
            return (null, refusal.Message);
        }
        catch (Exception unusable) when (unusable is MalformedException or SignatureMismatchException or SignerException or OpinionDiffersException or OpinionAwayException)
        {
            return (null, "the splice could not be completed: " + unusable.Message);
        }
    }

    /// <summary>Passes a request about the chain on to the device, which believes nothing that it has not checked; for a program that has the blocks.</summary>
    /// <param name="message">One of the requests 80 to 84.</param>
    /// <returns>The body of the reply; or null, and a sentence that says why there is none.</returns>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public (byte[]? Reply, string Sentence) AskChain(byte[] message) =>
        message is [>= (byte)MessageId.FeedHeaders and <= (byte)MessageId.ForgetChain, ..] ? Pass(message) : (null, "this is no request about the chain");

    /// <summary>Shows the device that a payment came back on chain, and keeps its table of payments as after any promise.</summary>
    /// <param name="message">A ProveTimeout about one of <see cref="WantedTimeouts"/>.</param>
    /// <returns>Nothing when the device counts the payment as given back, also where it did before; else a sentence that says why it does not.</returns>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public string ProveTimeout(byte[] message)
    {
        const string NotBuried = "policy-chain-validated";
        try
        {
            if (message is not [(byte)MessageId.ProveTimeout, ..])
            {
                return "this is no proof of a timeout";
            }

            ProveTimeout request = Protocol.ProveTimeout.Decode(new ByteReader(message, 1, message.Length - 1));
            if (WantedTimeouts.ChannelOf(request) is not ChannelName channel)
            {
                return "nobody waits for this payment";
            }

            Door(s_pluginCall).Ask(channel, () => message, ProveTimeoutReply.Decode, expectedTag: NotBuried);
            WantedTimeouts.Remove(request);
            return string.Empty;
        }
        catch (Exception no) when (no is SignerException or BridgeRefusalException or MalformedException)
        {
            return no.Message;
        }
    }

    /// <summary>Passes on what the owner asks at a command line; where it allows more, the device asks for its button.</summary>
    /// <param name="message">A request about limits, approvals or the list of payees.</param>
    /// <returns>The body of the reply; or null, and a sentence that says why there is none.</returns>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public (byte[]? Reply, string Sentence) AskOwner(byte[] message) =>
        message is [(>= (byte)MessageId.ReadLimits and <= (byte)MessageId.ReadAllowlist) or (>= (byte)MessageId.ApproveInvoice and <= (byte)MessageId.ForgetApproval), ..]
            ? Pass(message)
            : (null, "this is no request of the owner");

    private (byte[]? Reply, string Sentence) Pass(byte[] message)
    {
        try
        {
            return (new SignerDoor(_signer, _intents, _payments, s_pluginCall).Ask(() => message, reader => reader.Rest()), string.Empty);
        }
        catch (Exception no) when (no is SignerException or BridgeRefusalException)
        {
            return (null, no.Message);
        }
        finally
        {
            if ((MessageId)message[0] == MessageId.SetLimits)
            {
                _payments.LimitsMayHaveChanged();
            }
        }
    }

    /// <summary>
    /// The first watchtower has answered: the newest state of every channel that the intent log knows gets its ticket now. A channel that this misses is caught up with
    /// before its next state is signed.
    /// </summary>
    /// <exception cref="StateNotKeptException">The towers' file cannot be written.</exception>
    /// <exception cref="SignerException">The device does not answer with what was asked for.</exception>
    /// <exception cref="LinkLostException">The device is away.</exception>
    public void CatchUpWithTowers()
    {
        SignerDoor signer = Door(s_pluginCall);
        foreach (byte[] name in _intents?.Audit(int.MaxValue).Select(closed => closed.Intent).Where(intent => intent.Kind == nameof(MessageId.SignCounterpartyCommitment))
            .Select(intent => intent.Channel).DistinctBy(Convert.ToHexString) ?? [])
        {
            StateTickets.CatchUp(this, signer, ChannelName.Of(name));
        }
    }

    private SignerDoor Door(Asker? asker) => new(_signer, _intents, _payments, asker ?? Asker.Patient);

    private static HsmdAnswer Explain(Exception no, IHsmdRequest? request) => no switch
    {
        SignerRefusedException refusal => HsmdAnswer.Refused(refusal.Rule, refusal.Tag, refusal.Sentence, request),
        BridgeRefusalException refusal => HsmdAnswer.Refused("", refusal.Tag, refusal.Message, request),
        MalformedException => HsmdAnswer.Failed("malformed", no.Message, request),
        HsmdProtocolException => HsmdAnswer.Failed("protocol", no.Message, request),
        SignatureMismatchException => HsmdAnswer.Failed("mismatch", no.Message, request),
        OpinionDiffersException => HsmdAnswer.Failed(HsmdAnswer.SecondOpinionTag, no.Message, request),
        OpinionAwayException => HsmdAnswer.Failed(HsmdAnswer.SecondOpinionAway, no.Message, request),
        SignerMalformedException => HsmdAnswer.Failed("device-malformed", no.Message, request),
        SignerNotReadyException { Code: ErrorCode.UnknownChannel } => HsmdAnswer.Failed("unknown-channel", no.Message, request),
        SignerNotReadyException => HsmdAnswer.Failed(HsmdAnswer.DeviceNotReady, no.Message, request),
        SignerFaultException => HsmdAnswer.Failed(HsmdAnswer.DeviceStopped, no.Message, request),
        RequestBreaksDeviceException => HsmdAnswer.Failed(HsmdAnswer.DeviceCrashed, no.Message, request),
        DeviceReplyException => HsmdAnswer.Failed(HsmdAnswer.DeviceReply, no.Message, request),
        LinkLostException => HsmdAnswer.Failed(HsmdAnswer.DeviceAway, no.Message, request),
        RequestWithdrawnException => HsmdAnswer.Failed(HsmdAnswer.Withdrawn, no.Message, request),
        IntentStoreException => HsmdAnswer.Failed(HsmdAnswer.IntentLogTag, no.Message, request),
        BackupException => HsmdAnswer.Failed(HsmdAnswer.BackupTag, no.Message, request),
        StateNotKeptException => HsmdAnswer.Failed(HsmdAnswer.TowerStoreTag, no.Message, request),
        _ => HsmdAnswer.Failed(HsmdAnswer.Defect, no.GetType().Name + ": " + no.Message, request),
    };

    private static void RequirePermission(HsmdClient client, HsmdType type)
    {
        HsmdPermissions needed = HsmdRequests.Needed(type);
        if (!client.May(needed))
        {
            throw new HsmdProtocolException($"client may not send message {(ushort)type} (needs {needed}, has {client.Permissions})");
        }
    }
}
