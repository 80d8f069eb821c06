using System;
using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// What the device has promised in one channel so far. Numbers count up; "holder" is the side of the owner, "counterparty" the peer.
/// <para>
/// Nobody changes a channel that is in the <see cref="ChannelBook"/>: a request takes a <see cref="Copy"/>, applies one fact from
/// <c>Facts/</c>, writes the result down and only then puts the copy in the book. Facts check the invariants below with
/// <see cref="Check"/>; whether a request is allowed is decided before, by the rules.
/// </para>
/// <para>Always true:</para>
/// <list type="bullet">
/// <item>at most two unrevoked numbers per side: <c>SignedCount - CounterpartyRevokedCount</c> is 0, 1 or 2;</item>
/// <item><see cref="PreviousPointDigest"/> is there exactly when that difference is 2, <see cref="PointDigest"/> when it is not 0;</item>
/// <item>every funding's <see cref="Funding.HolderCurrent"/> has number <see cref="HolderRevokedCount"/>, its pending one the number after.</item>
/// </list>
/// </summary>
public sealed class Channel
{
    /// <summary>How many fundings may be live at once: the one in use and two that may replace it.</summary>
    public const int FundingsMax = 3;

    /// <summary>How many openings that were started over a channel remembers; one more is refused.</summary>
    public const int AbandonedMax = 4;

    /// <summary>
    /// Of the keyed digests of the peer's points: only the device can compute them, so to meet another one takes 2^64 requests.
    /// </summary>
    public const int PointDigestBytes = 8;

    /// <summary>The same of the keyed digest of the channel's payments.</summary>
    public const int PaymentsDigestBytes = 8;

    public readonly byte[] Id;
    public readonly ChannelTerms Terms;

    /// <summary>The live fundings, oldest first; never empty.</summary>
    public Funding[] Fundings;

    /// <summary>True once a funding was locked: from then on another outpoint is a splice.</summary>
    public bool IsFundingLocked;

    /// <summary>The highest commitment number signed for the counterparty is one less; 0: none.</summary>
    public ulong SignedCount;

    /// <summary>Counterparty commitments below this number are revoked.</summary>
    public ulong CounterpartyRevokedCount;

    /// <summary>Keyed 8-byte digest of the peer's per-commitment point of the newest signed number; null when none.</summary>
    public byte[] PointDigest;

    /// <summary>The same of the number before, kept until that is revoked; else null.</summary>
    public byte[] PreviousPointDigest;

    /// <summary>Memory of the peer's revocation secrets.</summary>
    public RevocationChain Revocations;

    /// <summary>The holder's commitments below this number are revoked: their secrets are out.</summary>
    public ulong HolderRevokedCount;

    /// <summary>The peer's HTLCs that may be signed before they are promised; null where nothing leaves before its promise.</summary>
    public IncomingBook Incoming;

    /// <summary>Keyed 8-byte digest of the table of the channel's payments; null where the device does not follow them.</summary>
    public byte[] PaymentsDigest;

    /// <summary>True where the owner wants revoked states to be at a watchtower before the channel goes on: then the device counts.</summary>
    public bool CountsBackups;

    /// <summary>
    /// Of the newest signed numbers of the peer, how many are not acknowledged by a tower for every funding that counts; those that are not revoked yet are among
    /// them. 0 where nobody counts.
    /// </summary>
    public int Unacknowledged;

    /// <summary>
    /// Prefixes of the outpoints of openings that were started over after the peer's first commitment was signed. That signature cannot be taken back,
    /// so no other content may be signed there, ever: a revocation of number 0 somewhere else says nothing about the point that was used there.
    /// </summary>
    public uint[] AbandonedPrefixes = new uint[0];

    /// <summary>True when the device's signature of the commitment at HolderRevokedCount was given out: it must never be revoked.</summary>
    public bool IsCurrentSigned;

    /// <summary>The same of the commitment after it.</summary>
    public bool IsPendingSigned;

    /// <summary>True when a mutual close was signed: nothing new may be promised.</summary>
    public bool IsMutualCloseSigned;

    /// <summary>
    /// True when the node said that it is done with the channel: nothing is promised any more, and the number never comes back. What is needed to
    /// leave the chain with the holder's money stays until another channel needs the slot.
    /// </summary>
    public bool IsForgotten;

    public Channel(ChannelTerms terms, Funding first)
        : this(ChannelId.Of(terms.Peer, terms.Dbid), terms, first)
    {
    }

    /// <summary>A channel whose name is known already.</summary>
    public Channel(byte[] id, ChannelTerms terms, Funding first)
    {
        Id = id;
        Terms = terms;
        Fundings = new Funding[] { first };
        Revocations = new RevocationChain();
    }

    private Channel(byte[] id, ChannelTerms terms)
    {
        Id = id;
        Terms = terms;
    }

    /// <summary>True while no commitment beyond number 0 exists on either side and nothing was revoked.</summary>
    public bool IsAtStart
    {
        get
        {
            if (SignedCount > 1 || CounterpartyRevokedCount != 0 || HolderRevokedCount != 0)
            {
                return false;
            }

            for (int i = 0; i < Fundings.Length; i++)
            {
                if (Fundings[i].HolderPending != null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>True when the device has signed a closing transaction or a holder commitment.</summary>
    public bool IsClosing
    {
        get { return IsCurrentSigned || IsPendingSigned || IsMutualCloseSigned; }
    }

    /// <summary>
    /// True when any commitment of either side gives the holder something, or a payment is in flight on it, or the opening promised it something.
    /// </summary>
    public bool OwnsSomething
    {
        get
        {
            for (int i = 0; i < Fundings.Length; i++)
            {
                if (Fundings[i].MostSat != 0 || Fundings[i].HasHtlcs)
                {
                    return true;
                }
            }

            return IsAtStart && !Terms.IsOutbound && Terms.PushMsat != 0;
        }
    }

    /// <summary>The lowest number of the peer that no tower has acknowledged; only where the device counts.</summary>
    public ulong FirstUnacknowledged
    {
        get { return SignedCount - (ulong)Unacknowledged; }
    }

    /// <summary>Position of the first funding that is not retired: what the holder owns is told of this one.</summary>
    public int FirstLive
    {
        get
        {
            int index = 0;
            while (index < Fundings.Length - 1 && Fundings[index].IsRetired)
            {
                index++;
            }

            return index;
        }
    }

    /// <summary>Position of the funding with this prefix, retired ones included; -1 when there is none.</summary>
    public int IndexOfPrefix(uint prefix)
    {
        for (int i = 0; i < Fundings.Length; i++)
        {
            if (Fundings[i].Prefix == prefix)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary><see cref="AbandonedPrefixes"/> as they will be when this opening is started over.</summary>
    public uint[] PrefixesAfterStartingOver()
    {
        int count = AbandonedPrefixes.Length;
        for (int i = 0; i < Fundings.Length; i++)
        {
            count += Fundings[i].Counterparty != null ? 1 : 0;
        }

        uint[] prefixes = new uint[count];
        Array.Copy(AbandonedPrefixes, 0, prefixes, 0, AbandonedPrefixes.Length);
        count = AbandonedPrefixes.Length;
        for (int i = 0; i < Fundings.Length; i++)
        {
            if (Fundings[i].Counterparty != null)
            {
                prefixes[count++] = Fundings[i].Prefix;
            }
        }

        return prefixes;
    }

    /// <summary>Position of the funding at this outpoint, retired ones included; -1 when there is none.</summary>
    public int IndexOfOutpoint(byte[] txid, uint vout)
    {
        for (int i = 0; i < Fundings.Length; i++)
        {
            if (Fundings[i].IsAt(txid, vout))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Position of the funding that this transaction creates; -1 when it creates none.</summary>
    public int IndexOfTransaction(byte[] txid)
    {
        for (int i = 0; i < Fundings.Length; i++)
        {
            if (Check.Same(Fundings[i].Txid, txid))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The locked funding: the first live one, the others wait to replace it. Null before the first lock.</summary>
    public Funding Locked
    {
        get
        {
            for (int i = 0; IsFundingLocked && i < Fundings.Length; i++)
            {
                if (!Fundings[i].IsRetired)
                {
                    return Fundings[i];
                }
            }

            return null;
        }
    }

    /// <summary>
    /// Position of the live funding that this transaction creates and that is not locked, so that signatures on it may still be needed; -1 when
    /// there is none.
    /// </summary>
    public int IndexOfUnlockedTransaction(byte[] txid)
    {
        Funding locked = Locked;
        for (int i = 0; i < Fundings.Length; i++)
        {
            if (!Fundings[i].IsRetired && Fundings[i] != locked && Check.Same(Fundings[i].Txid, txid))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Begins to count backups with the next number that is signed, or ends it.</summary>
    public void CountBackups(bool isWanted)
    {
        if (CountsBackups == isWanted)
        {
            return;
        }

        CountsBackups = isWanted;
        Unacknowledged = 0;
        for (int i = 0; i < Fundings.Length; i++)
        {
            Fundings[i].CountsBackups = false;
        }
    }

    /// <summary>Drops fundings that are retired and of which nothing has to be remembered.</summary>
    public void DropRetired()
    {
        int kept = 0;
        for (int i = 0; i < Fundings.Length; i++)
        {
            kept += IsKept(Fundings[i]) ? 1 : 0;
        }

        Funding[] fundings = new Funding[kept];
        int next = 0;
        for (int i = 0; i < Fundings.Length; i++)
        {
            if (IsKept(Fundings[i]))
            {
                fundings[next++] = Fundings[i];
            }
        }

        Fundings = fundings;
    }

    /// <summary>
    /// True when the part that <see cref="ChannelCodec.EncodeTerms"/> writes is the same. Copies share their immutable parts, so another array
    /// means another txid or key.
    /// </summary>
    public bool SharesTermsWith(Channel other)
    {
        if (Terms != other.Terms || AbandonedPrefixes != other.AbandonedPrefixes || Fundings.Length != other.Fundings.Length)
        {
            return false;
        }

        for (int i = 0; i < Fundings.Length; i++)
        {
            Funding mine = Fundings[i];
            Funding its = other.Fundings[i];
            if (mine.Txid != its.Txid || mine.Vout != its.Vout || mine.ValueSat != its.ValueSat
                || mine.CounterpartyFundingKey != its.CounterpartyFundingKey)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A copy whose changes do not touch this one. Immutable parts are shared.</summary>
    public Channel Copy()
    {
        Channel copy = new Channel(Id, Terms);
        copy.Fundings = new Funding[Fundings.Length];
        for (int i = 0; i < Fundings.Length; i++)
        {
            copy.Fundings[i] = Fundings[i].Copy();
        }

        copy.IsFundingLocked = IsFundingLocked;
        copy.SignedCount = SignedCount;
        copy.CounterpartyRevokedCount = CounterpartyRevokedCount;
        copy.PointDigest = PointDigest;
        copy.PreviousPointDigest = PreviousPointDigest;
        copy.Revocations = Revocations;
        copy.Incoming = Incoming;
        copy.PaymentsDigest = PaymentsDigest;
        copy.CountsBackups = CountsBackups;
        copy.Unacknowledged = Unacknowledged;
        copy.AbandonedPrefixes = AbandonedPrefixes;
        copy.HolderRevokedCount = HolderRevokedCount;
        copy.IsCurrentSigned = IsCurrentSigned;
        copy.IsPendingSigned = IsPendingSigned;
        copy.IsMutualCloseSigned = IsMutualCloseSigned;
        copy.IsForgotten = IsForgotten;
        return copy;
    }

    private static bool IsKept(Funding funding)
    {
        return !funding.IsRetired || funding.Counterparty != null || funding.HolderCurrent != null;
    }
}
