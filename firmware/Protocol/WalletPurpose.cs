using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>What a wallet transaction is for; each has rules of its own.</summary>
public enum WalletPurpose : byte
{
    /// <summary>Any payment from the wallet: withdrawals, funding transactions, splice inputs.</summary>
    Withdrawal = 0,

    /// <summary>Raises the fee of a commitment through its anchor.</summary>
    AnchorSpend = 1,

    /// <summary>Adds fee inputs to an HTLC transaction of an anchor channel.</summary>
    HtlcFee = 2,
}

/// <summary>Reads one byte that must be a known <see cref="WalletPurpose"/>.</summary>
internal static class WalletPurposeField
{
    public static WalletPurpose Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)WalletPurpose.HtlcFee)
        {
            throw new MalformedException("unknown WalletPurpose");
        }

        return (WalletPurpose)value;
    }
}
