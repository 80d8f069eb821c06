using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>One payment in flight, as both sides of the channel agree on it. Direction is seen from the holder, whoever broadcasts.</summary>
public sealed class Htlc
{
    /// <summary>True: the holder pays. False: the counterparty offered it to us.</summary>
    public readonly bool OfferedByHolder;

    /// <summary>Too small for an output of its own on this commitment; its amount goes to the fee (BOLT 3, Trimmed Outputs).</summary>
    public readonly bool Trimmed;

    public readonly ulong AmountMsat;

    /// <summary>SHA-256 of the preimage, 32 bytes.</summary>
    public readonly byte[] PaymentHash;

    /// <summary>cltv_expiry: the block height after which the offerer may take it back.</summary>
    public readonly uint Expiry;

    public Htlc(bool offeredByHolder, bool trimmed, ulong amountMsat, byte[] paymentHash, uint expiry)
    {
        if (paymentHash.Length != 32)
        {
            throw new MalformedException("a payment hash has 32 bytes");
        }

        if (amountMsat > Amounts.MsatMax)
        {
            throw new MalformedException("an HTLC larger than all bitcoin");
        }

        if (expiry >= Amounts.ExpiryEnd)
        {
            throw new MalformedException("an HTLC expiry that is no block height");
        }

        OfferedByHolder = offeredByHolder;
        Trimmed = trimmed;
        AmountMsat = amountMsat;
        PaymentHash = paymentHash;
        Expiry = expiry;
    }

    /// <summary>The value of the HTLC's output: whole satoshi, rounded down (BOLT 3, Commitment Transaction Outputs).</summary>
    public ulong AmountSat
    {
        get { return AmountMsat / 1000; }
    }

    /// <summary>True when at least one of them has an output, so that the HTLC keys are needed.</summary>
    public static bool AnyUntrimmed(Htlc[] htlcs)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (!htlcs[i].Trimmed)
            {
                return true;
            }
        }

        return false;
    }
}
