namespace Holdfast.HeldPayments;

/// <summary>A failure message of BOLT 4 as the sender of a payment will read it: a code of two bytes, and what belongs to that code.</summary>
public sealed class FailureMessage
{
    private const int BytesMax = 256;

    private readonly byte[] _bytes;

    private FailureMessage(byte[] bytes)
    {
        _bytes = bytes;
    }

    /// <summary>incorrect_or_unknown_payment_details: the refusal of the last node. It is final.</summary>
    public static FailureMessage Refused { get; } = OfCode(0x400f);

    /// <summary>temporary_node_failure: the sender may try again.</summary>
    public static FailureMessage Temporary { get; } = OfCode(0x2002);

    /// <summary>mpp_timeout: the other parts of the payment did not come in time.</summary>
    public static FailureMessage PartsMissing { get; } = OfCode(0x0017);

    public static FailureMessage OfCode(ushort code) => new([(byte)(code >> 8), (byte)code]);

    /// <summary>Null unless it is the hexadecimal form of 2 to 256 bytes.</summary>
    public static FailureMessage? Parse(string hex) =>
        hex.Length is >= 4 and <= 2 * BytesMax && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) ? new FailureMessage(Convert.FromHexString(hex)) : null;

    public override string ToString() => Convert.ToHexStringLower(_bytes);
}
