using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// One funding output that may carry the channel. There is one in ordinary times; a splice or a replaced opening transaction adds another,
/// and until one of them is locked each has commitments of its own under the same numbers.
/// </summary>
public sealed class Funding
{
    /// <summary>Of a keyed digest that only the device can compute: to meet another one takes 2^48 requests.</summary>
    public const int AccountBytes = 6;

    /// <summary>Id of the funding transaction in internal byte order, 32 bytes.</summary>
    public readonly byte[] Txid;

    public readonly uint Vout;

    public readonly ulong ValueSat;

    /// <summary>The peer's key in the 2-of-2, 33 bytes.</summary>
    public readonly byte[] CounterpartyFundingKey;

    /// <summary>
    /// True when a signature of the device was given out that helps this transaction confirm: from then on it may confirm at any time. The first
    /// funding of a channel that the peer opened needs no signature of the device and counts as bound from the start.
    /// </summary>
    public bool IsBound;

    /// <summary>
    /// True when the channel has moved on without it: it gets no commitment any more. It is remembered while the newest number of the peer is signed for
    /// it, so that it cannot come back and get another content for that number, and while a holder commitment on it is not revoked: that is
    /// the holder's way out should this be the funding that confirmed after all.
    /// </summary>
    public bool IsRetired;

    /// <summary>
    /// True when a commitment of the peer on it was signed since the device counts acknowledgements of towers: from then on every number has to be backed
    /// up for it.
    /// </summary>
    public bool CountsBackups;

    /// <summary>
    /// Keyed digest of which inputs of the funding transaction are the owner's, and with what: decided before the device's first signature on it. Null while there is
    /// none, and again when the funding is locked: then nothing on it is signed any more.
    /// </summary>
    public byte[] Account;

    /// <summary>The peer's commitment with the newest signed number; null when that number was not signed for this funding (yet).</summary>
    public SignedCommitment Counterparty;

    /// <summary>The holder's commitment with the lowest number that is not revoked; null when none was validated for this funding (yet).</summary>
    public HeldCommitment HolderCurrent;

    /// <summary>The holder's commitment with the number after that; null when none was validated.</summary>
    public HeldCommitment HolderPending;

    public Funding(byte[] txid, uint vout, ulong valueSat, byte[] counterpartyFundingKey)
    {
        Check.That(txid.Length == 32 && counterpartyFundingKey.Length == 33, "a funding has a 32-byte txid and a 33-byte key");
        Txid = txid;
        Vout = vout;
        ValueSat = valueSat;
        CounterpartyFundingKey = counterpartyFundingKey;
    }

    /// <summary>The first four bytes of the txid as a big-endian number: how requests say which funding they mean.</summary>
    public uint Prefix
    {
        get { return ((uint)Txid[0] << 24) | ((uint)Txid[1] << 16) | ((uint)Txid[2] << 8) | Txid[3]; }
    }

    /// <summary>True when no commitment of either side exists for it.</summary>
    public bool IsUntouched
    {
        get { return Counterparty == null && HolderCurrent == null && HolderPending == null; }
    }

    /// <summary>True when the newest number has a commitment of both sides: what is signed can no longer be promised differently.</summary>
    public bool IsCommitted
    {
        get { return Counterparty != null && HolderCurrent != null; }
    }

    /// <summary>
    /// The least that the holder owns here whichever side's commitment confirms, satoshi; 0 while one side's is missing, because anything may still be signed
    /// there. What a funding transaction is worth to the holder.
    /// </summary>
    public ulong LeastSat
    {
        get
        {
            if (!IsCommitted)
            {
                return 0;
            }

            ulong sat = HolderCurrent.HolderSat < Counterparty.HolderSat ? HolderCurrent.HolderSat : Counterparty.HolderSat;
            return HolderPending != null && HolderPending.HolderSat < sat ? HolderPending.HolderSat : sat;
        }
    }

    /// <summary>
    /// The most that the holder owns here in any commitment of either side, satoshi. What the holder loses when the funding is spent otherwise: a commitment that
    /// gives the holder less may never have reached the peer.
    /// </summary>
    public ulong MostSat
    {
        get
        {
            ulong sat = HolderCurrent == null ? 0 : HolderCurrent.HolderSat;
            sat = HolderPending != null && HolderPending.HolderSat > sat ? HolderPending.HolderSat : sat;
            return Counterparty != null && Counterparty.HolderSat > sat ? Counterparty.HolderSat : sat;
        }
    }

    /// <summary>
    /// All that the holder may lose when the funding is spent in a transaction that nobody can follow, satoshi. How much of the payments in flight is its own is not
    /// kept, so with one of them it is the whole funding.
    /// </summary>
    public ulong AtStakeSat
    {
        get { return HasHtlcs ? ValueSat : MostSat; }
    }

    public bool IsAt(byte[] txid, uint vout)
    {
        return Vout == vout && Check.Same(Txid, txid);
    }

    /// <summary>True when payments are in flight on any commitment of either side.</summary>
    public bool HasHtlcs
    {
        get
        {
            return (Counterparty != null && Counterparty.HasHtlcs) || (HolderCurrent != null && HolderCurrent.HasHtlcs)
                || (HolderPending != null && HolderPending.HasHtlcs);
        }
    }

    /// <summary>Takes it out of use. Its commitments stay for what they are still needed for.</summary>
    public void Retire()
    {
        IsRetired = true;
        IsBound = false;
        Account = null;
    }

    /// <summary>A copy whose changes do not touch this one. The immutable parts are shared.</summary>
    public Funding Copy()
    {
        Funding copy = new Funding(Txid, Vout, ValueSat, CounterpartyFundingKey);
        copy.IsBound = IsBound;
        copy.IsRetired = IsRetired;
        copy.CountsBackups = CountsBackups;
        copy.Account = Account;
        copy.Counterparty = Counterparty;
        copy.HolderCurrent = HolderCurrent;
        copy.HolderPending = HolderPending;
        return copy;
    }
}
