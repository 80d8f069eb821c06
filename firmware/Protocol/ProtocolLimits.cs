namespace Holdfast.Protocol;

/// <summary>The bounds that both ends keep; every length is compared with one of these before it is trusted.</summary>
public static class ProtocolLimits
{
    /// <summary>Of this protocol; Hello carries it.</summary>
    public const byte Version = 1;

    /// <summary>A frame's payload. With its overhead it must fit the chip's receive buffer twice.</summary>
    public const int FrameBodyBytesMax = 1024;

    /// <summary>A request or reply, all its frames together, seal included.</summary>
    public const int MessageBytesMax = 8192;

    /// <summary>Bytes of the seal behind a sealed request.</summary>
    public const int SealBytes = 8;

    /// <summary>Journal sequence u64 and 16 bytes of MAC behind every ok reply.</summary>
    public const int AnchorBytes = 24;

    /// <summary>Free text and messages to sign.</summary>
    public const int TextBytesMax = 7168;

    /// <summary>An output script.</summary>
    public const int ScriptBytesMax = 520;

    /// <summary>HTLCs on one commitment: 483 in each direction by BOLT 2; the message limit bites first.</summary>
    public const int HtlcsMax = 966;

    /// <summary>Inputs, and outputs, of a transaction.</summary>
    public const int TransactionItemsMax = 128;

    /// <summary>A refusal's tag.</summary>
    public const int TagBytesMax = 64;

    /// <summary>A sentence for people.</summary>
    public const int SentenceBytesMax = 400;
}
