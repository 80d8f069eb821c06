namespace Holdfast.NodeRequests;

/// <summary>What became of a request of the node.</summary>
public enum HsmdAnswerKind
{
    /// <summary>A reply to send.</summary>
    Reply,

    /// <summary>A rule of the device said no.</summary>
    Refused,

    /// <summary>A reply with a placeholder on purpose, where the real signature would be given too early.</summary>
    Withheld,

    /// <summary>The protocol has no reply to this request.</summary>
    NoReply,

    /// <summary>The request was broken, the device has stopped, or node and device disagree: no reply, and nothing that a rule decided.</summary>
    Failed,
}

/// <summary>One request's outcome. The caller decides what a client sees of a refusal; this says what there is to see.</summary>
public sealed class HsmdAnswer
{
    /// <summary>Failures that end by themselves, or when somebody looks at the device or the disk. Everything else is answered the same for ever.</summary>
    private static readonly string[] s_passing =
        [DeviceAway, DeviceNotReady, DeviceStopped, DeviceCrashed, DeviceReply, IntentLogTag, BackupTag, TowerStoreTag, SecondOpinionAway, Defect];

    public const string Withdrawn = "withdrawn";
    public const string DeviceAway = "device-away";
    public const string DeviceNotReady = "device-not-ready";
    public const string DeviceStopped = "device-stopped";
    public const string DeviceCrashed = "device-crashed";
    public const string DeviceReply = "device-reply";
    public const string IntentLogTag = "intent-log";

    /// <summary>The device has acted, and its backup could not be made durable.</summary>
    public const string BackupTag = "backup";

    /// <summary>What a watchtower's backup needs could not be made durable.</summary>
    public const string TowerStoreTag = "tower-store";

    /// <summary>Another library has computed something else about the transaction than Holdfast.</summary>
    public const string SecondOpinionTag = "second-opinion";

    /// <summary>The owner wants every transaction judged by another library, and that gives no answer.</summary>
    public const string SecondOpinionAway = "second-opinion-away";
    public const string Defect = "defect";

    private HsmdAnswer(HsmdAnswerKind kind, byte[]? bytes, string tag, string sentence)
    {
        Kind = kind;
        Bytes = bytes;
        Tag = tag;
        Sentence = sentence;
    }

    public HsmdAnswerKind Kind { get; }

    /// <summary>
    /// The reply, type included and without length prefix. With <see cref="HsmdAnswerKind.Refused"/> and <see cref="HsmdAnswerKind.Failed"/>:
    /// the form of no that the node survives, null where its protocol has none.
    /// </summary>
    public byte[]? Bytes { get; }

    /// <summary>The tag of the rule that refused, or a short name of the failure; empty otherwise.</summary>
    public string Tag { get; }

    /// <summary>The device's rule that refused, by its name in RULES.md; empty otherwise.</summary>
    public string Rule { get; private init; } = "";

    /// <summary>For people; empty when there is nothing to explain.</summary>
    public string Sentence { get; }

    /// <summary>With a refusal or a failure: what keeps lightningd alive where there is no polite no (<see cref="IHsmdRequest.LastResort"/>).</summary>
    public byte[]? LastResort { get; private init; }

    /// <summary>The same request may be answered another time.</summary>
    public bool IsPassing { get; private init; }

    /// <summary>The client to create a socket for, when the reply is that of client_hsmfd.</summary>
    public HsmdClient? NewClient { get; private init; }

    public static HsmdAnswer NoReply { get; } = new(HsmdAnswerKind.NoReply, null, "", "");

    public static HsmdAnswer Reply(byte[] bytes) => new(HsmdAnswerKind.Reply, bytes, "", "");

    public static HsmdAnswer ReplyAndClient(byte[] bytes, HsmdClient client) => new(HsmdAnswerKind.Reply, bytes, "", "") { NewClient = client };

    public static HsmdAnswer Withheld(byte[] bytes, string tag, string sentence, string rule = "") => new(HsmdAnswerKind.Withheld, bytes, tag, sentence) { Rule = rule };

    /// <param name="rule">Empty where the bridge refuses by itself.</param>
    internal static HsmdAnswer Refused(string rule, string tag, string sentence, IHsmdRequest? request) => No(HsmdAnswerKind.Refused, rule, tag, sentence, request);

    internal static HsmdAnswer Failed(string name, string sentence, IHsmdRequest? request) => No(HsmdAnswerKind.Failed, "", name, sentence, request);

    private static HsmdAnswer No(HsmdAnswerKind kind, string rule, string tag, string sentence, IHsmdRequest? request)
    {
        bool isPassing = kind == HsmdAnswerKind.Failed && s_passing.Contains(tag);
        return new(kind, request?.PoliteRefusal(sentence), tag, sentence) { Rule = rule, IsPassing = isPassing, LastResort = request?.LastResort(isPassing) };
    }
}
