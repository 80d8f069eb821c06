using Holdfast.Lightning;

namespace Holdfast.Protocol;

/// <summary>The bounds that both ends keep; every length is compared with one of these before it is trusted.</summary>
public static class ProtocolLimits
{
    /// <summary>Of this protocol; Hello carries it.</summary>
    public const byte Version = 6;

    /// <summary>The version of the journal's format (FORMAT.md) that goes with this firmware: the first byte of every sealed file.</summary>
    public const byte JournalVersion = 2;

    /// <summary>The longest text of an invoice that the node wants to pay: BOLT 12 puts whole paths into it.</summary>
    public const int InvoiceBytesMax = 7168;

    /// <summary>The fields of a BOLT 12 invoice.</summary>
    public const int Bolt12StreamBytesMax = Bolt12Merkle.StreamBytesMax;

    /// <summary>A frame's payload. With its overhead it must fit the chip's receive buffer twice.</summary>
    public const int FrameBodyBytesMax = 1024;

    /// <summary>
    /// The longest message that every device reads, seal included. A device with more memory reads longer ones and says so in Hello; all lists
    /// but those of HTLCs fit into this one.
    /// </summary>
    public const int MessageBytesMin = 8192;

    /// <summary>The longest message of any device: 128 frames, enough for <see cref="HtlcsMax"/> HTLCs with their signatures.</summary>
    public const int MessageBytesMax = 131072;

    /// <summary>Bytes of the seal behind a sealed request.</summary>
    public const int SealBytes = 8;

    /// <summary>Journal sequence u64 and 16 bytes of MAC behind every ok reply.</summary>
    public const int ReceiptBytes = 24;

    /// <summary>The fence and the name of a bridge.</summary>
    public const int HolderBytesMax = 8 + 64;

    /// <summary>Free text and messages to sign.</summary>
    public const int TextBytesMax = 7168;

    /// <summary>An output script.</summary>
    public const int ScriptBytesMax = 520;

    /// <summary>HTLCs on one commitment. A device's own limit is <see cref="HtlcsIn"/> its messages.</summary>
    public const int HtlcsMax = Htlc.CountMax;

    // ValidateHolderCommitment is the longest of the messages that list HTLCs: id 1, channel 16, funding prefix 4, number 8, feerate 4, two amounts 16,
    // two counts 4, signature 64, seal 8; then 45 bytes for each HTLC and 64 for the signature of each.
    private const int HtlcMessageBytes = 125;
    private const int HtlcBytes = 109;

    /// <summary>The table of a channel's payments: 1,486 of 44 bytes each behind 112. Boards have fewer in two full commitments, simulated signers could have more.</summary>
    public const int PaymentsBytesMax = 112 + 44 * 1486;

    /// <summary>Inputs, and outputs, of a transaction.</summary>
    public const int TransactionItemsMax = 128;

    /// <summary>A sealed entry or attachment of the journal.</summary>
    public const int SealedFileBytesMax = 509;

    /// <summary>16 bytes for each of 200 slots.</summary>
    public const int SlotMacsBytesMax = 3200;

    /// <summary>A refusal's tag.</summary>
    public const int TagBytesMax = 64;

    /// <summary>A rule's name.</summary>
    public const int RuleBytesMax = 64;

    /// <summary>A sentence for people.</summary>
    public const int SentenceBytesMax = 400;

    /// <summary>
    /// How many HTLCs a commitment may carry on a device that reads messages of this length: as many as fit with all their signatures, whichever side's
    /// commitment it is. One number for both sides, so that what one may promise the other can hold.
    /// </summary>
    public static int HtlcsIn(int messageBytesMax)
    {
        int fit = (messageBytesMax - HtlcMessageBytes) / HtlcBytes;
        return fit < HtlcsMax ? fit : HtlcsMax;
    }
}
