namespace Holdfast.Bridge;

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

    /// <summary>The rule that refused, or a short name of the failure; empty otherwise.</summary>
    public string Tag { get; }

    /// <summary>For people; empty when there is nothing to explain.</summary>
    public string Sentence { get; }

    /// <summary>The client to create a socket for, when the reply is that of client_hsmfd.</summary>
    public HsmdClient? NewClient { get; private init; }

    public static HsmdAnswer NoReply { get; } = new(HsmdAnswerKind.NoReply, null, "", "");

    public static HsmdAnswer Reply(byte[] bytes) => new(HsmdAnswerKind.Reply, bytes, "", "");

    public static HsmdAnswer ReplyAndClient(byte[] bytes, HsmdClient client) => new(HsmdAnswerKind.Reply, bytes, "", "") { NewClient = client };

    public static HsmdAnswer Withheld(byte[] bytes, string tag, string sentence) => new(HsmdAnswerKind.Withheld, bytes, tag, sentence);

    public static HsmdAnswer Refused(string tag, string sentence, byte[]? polite) => new(HsmdAnswerKind.Refused, polite, tag, sentence);

    public static HsmdAnswer Failed(string name, string sentence, byte[]? polite) => new(HsmdAnswerKind.Failed, polite, name, sentence);
}
