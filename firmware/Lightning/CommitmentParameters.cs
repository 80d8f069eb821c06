namespace Holdfast.Lightning;

/// <summary>
/// Content, funding, terms and keys: all from which one commitment transaction follows, byte for byte. Plain fields, filled where the channel is known;
/// <see cref="CommitmentTransaction"/> checks them.
/// </summary>
public sealed class CommitmentParameters
{
    /// <summary>Funding outpoint; the txid is in internal byte order.</summary>
    public byte[] FundingTxid;
    public uint FundingVout;
    public ulong FundingSat;

    /// <summary>The two keys of the funding output, 33 bytes each.</summary>
    public byte[] BroadcasterFundingKey;
    public byte[] CountersignatoryFundingKey;

    /// <summary><see cref="MaskOf"/> the channel.</summary>
    public ulong NumberMask;

    /// <summary>Its point is not needed here: the keys follow from it.</summary>
    public CommitmentFields Content;
    public ChannelType Type;
    public CommitmentKeys Keys;

    /// <summary>How long the broadcaster must wait: the delay that the countersignatory asked for, in blocks.</summary>
    public int ToSelfDelayBlocks;

    /// <summary>True for the holder's own commitment, false for the counterparty's.</summary>
    public bool HolderBroadcasts;

    /// <summary>Value of the to_local output; 0 when there is none.</summary>
    public ulong ToBroadcasterSat
    {
        get { return HolderBroadcasts ? Content.ToHolderSat : Content.ToCounterpartySat; }
    }

    /// <summary>Value of the to_remote output; 0 when there is none.</summary>
    public ulong ToCountersignatorySat
    {
        get { return HolderBroadcasts ? Content.ToCounterpartySat : Content.ToHolderSat; }
    }

    /// <summary>
    /// What obscures the commitment number on chain (BOLT 3, Commitment Transaction): the low 48 bits of
    /// SHA256(payment_basepoint of the opener ‖ payment_basepoint of the accepter). Fixed for the life of a channel.
    /// </summary>
    public static ulong MaskOf(byte[] openerPaymentBasepoint, byte[] accepterPaymentBasepoint)
    {
        byte[] hash = KeyDerivation.Tweak(openerPaymentBasepoint, accepterPaymentBasepoint);
        ulong mask = 0;
        for (int i = 26; i < 32; i++)
        {
            mask = (mask << 8) | hash[i];
        }

        return mask;
    }
}
