using System;
using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Secrets;

namespace Holdfast.Requests;

/// <summary>
/// Everything a handler works with once the device is unlocked: keys, the journal and the channels in it. Handlers change a channel
/// in one way only, <see cref="Record"/>: copy, apply one fact, encode, commit, and when the commit has returned put the copy in place.
/// </summary>
public sealed class SignerContext
{
    private static readonly byte[] s_contentLabel = Ascii.Bytes("holdfast content");
    private static readonly byte[] s_incomingLabel = Ascii.Bytes("holdfast incoming");
    private static readonly byte[] s_paymentsLabel = Ascii.Bytes("holdfast payments");

    public readonly Secp256k1 Curve;
    public readonly IHmac Hmac;
    public readonly KeyTree Tree;
    public readonly FlashJournal Journal;
    public readonly ChannelBook Channels;
    public readonly HolderKeyRing KeyRing;
    public readonly PreparedCommitments Prepared;
    public readonly Network Network;
    public readonly Owner Owner;
    public readonly TowerContext Towers;
    public readonly PaymentAccount Payments;
    public readonly ApprovalContext Approvals;
    public readonly VaultContext Vault;
    public readonly IClock Clock;

    /// <summary>The limits of the network, where the owner has chosen nothing.</summary>
    public readonly Limits Presets;

    /// <summary>The limits in force.</summary>
    public Limits Limits { get; private set; }

    /// <summary>What transactions have cost without the owner's button.</summary>
    public FeeMeter Fees { get; private set; }

    /// <summary>What the device was shown of the chain.</summary>
    public ChainView Chain { get; private set; }

    /// <summary>What outlives forgotten channels.</summary>
    public ForgottenChannels Forgotten;

    /// <summary>The backup that is being restored; null at all other times.</summary>
    public JournalBackup Backup { get; private set; }

    /// <summary>It is the last state of a device that was moved to this one.</summary>
    public bool IsMove { get; private set; }

    private readonly byte[] _contentKey;
    private readonly byte[] _incomingKey;
    private readonly byte[] _paymentsKey;

    /// <summary>Reads every channel from the journal. A record that does not decode stops the device: it was authentic, so it is of another firmware.</summary>
    public SignerContext(Secp256k1 curve, IHmac hmac, KeyTree tree, FlashJournal journal, Network network, Limits presets, Owner owner, IClock clock)
    {
        Check.That(ChannelCodec.RecordBytesMax <= FlashJournal.RecordBytesMax && ChannelCodec.TermsBytesMax <= FlashJournal.AttachmentBytesMax,
            "a channel fits a slot of the journal");
        Curve = curve;
        Hmac = hmac;
        Tree = tree;
        Journal = journal;
        Network = network;
        Presets = presets;
        Owner = owner;
        Clock = clock;
        KeyRing = new HolderKeyRing(curve, tree, journal.SlotCountMax);
        Prepared = new PreparedCommitments(journal.SlotCountMax);
        byte[] journalKey = tree.JournalKey();
        _contentKey = hmac.Sha256(journalKey, s_contentLabel);
        _incomingKey = hmac.Sha256(journalKey, s_incomingLabel);
        _paymentsKey = hmac.Sha256(journalKey, s_paymentsLabel);
        Towers = new TowerContext(this, journalKey);
        Array.Clear(journalKey, 0, journalKey.Length);

        Channels = new ChannelBook(JournalSlots.EndOfChannels(journal.SlotCountMax));
        Fees = LastSlot.Decode(journal.Record(ChainSlot), clock, out byte[] chain);
        Chain = new ChainView(ChainNetwork.Of(network), chain);
        Limits = LimitsCodec.Decode(journal.Attachment(ChainSlot), presets);
        Approvals = new ApprovalContext(this, JournalSlots.Approvals(journal.SlotCountMax));
        Forgotten = journal.IsUsed(0) ? ForgottenChannels.Decode(journal.Record(0)) : new ForgottenChannels();
        for (int slot = ChannelBook.FirstSlot; slot < Channels.SlotCount; slot++)
        {
            if (journal.IsUsed(slot))
            {
                byte[] terms = journal.Attachment(slot);
                byte[] record = journal.Record(slot);
                Channels.Set(slot, ChannelCodec.Decode(terms, record), record, terms);
            }
        }

        Vault = new VaultContext(this, JournalSlots.Vault(journal.SlotCountMax));
        Payments = new PaymentAccount(this);
        Payments.Tables.Releases = Vault;

        // The channels in the book are the same facts, decoded; RAM has no room for both.
        journal.ReleaseCopies();
    }

    private int ChainSlot
    {
        get { return JournalSlots.Chain(Journal.SlotCountMax); }
    }

    /// <summary>The state came from a backup: the device promises nothing new (RULES.md, "After a restore").</summary>
    public bool IsRestored
    {
        get { return Forgotten.IsEverything; }
    }

    /// <summary>From now on the device only closes. When this returns it survives a power cut.</summary>
    public void RecordRestored()
    {
        RecordForgotten(ForgottenChannels.Everything());
    }

    /// <summary>From now on another volume has this state. When this returns it survives a power cut.</summary>
    public void RecordMove(byte[] volumeId)
    {
        RecordForgotten(Forgotten.Moved(volumeId));
    }

    /// <summary>Until the device is locked again, nothing but the slots of this backup is taken.</summary>
    public void BeginRestore(JournalBackup backup, bool isMove)
    {
        Backup = backup;
        IsMove = isMove;
    }

    /// <summary>Writes the chain down, if it has grown enough or the rules about it hold from now on.</summary>
    public void RecordChain()
    {
        if (Chain.IsRecordDue)
        {
            RecordLastSlot(Fees);
        }
    }

    /// <summary>Writes new limits down. When this returns they survive a power cut and are in force.</summary>
    public void RecordLimits(Limits next)
    {
        Journal.Commit(ChainSlot, LastSlot.Encode(Fees, Chain), LimitsCodec.Encode(next, Presets));
        Limits = next;
        ChainIsRecorded();
    }

    /// <summary>Counts what a transaction costs without the owner's button. When this returns it survives a power cut.</summary>
    public void RecordFee(byte[] txid, ulong lostSat)
    {
        if (lostSat > 0 && !Fees.HasCounted(txid, lostSat))
        {
            RecordLastSlot(Fees.After(this, txid, lostSat));
        }
    }

    private void RecordLastSlot(FeeMeter fees)
    {
        Journal.Commit(ChainSlot, LastSlot.Encode(fees, Chain));
        Fees = fees;
        ChainIsRecorded();
    }

    private void ChainIsRecorded()
    {
        if (Chain.IsRecorded || Chain.IsRecordDue)
        {
            Chain.Recorded();
        }
    }

    /// <summary>The HTLCs of a new commitment expire at heights that are in reach; what was promised before may be repeated at any height.</summary>
    public void RequireExpiries(CommitmentProposal next)
    {
        if (Chain.IsInForce && !next.IsRepeated)
        {
            ContentRules.RequireReach(next.Content.Htlcs, Chain.Headers.Tip.Height, Chain.HeightPresumed(Clock.UptimeMs), Limits);
        }
    }

    /// <summary>Forgets the chain.</summary>
    public void RemoveChain()
    {
        if (Chain.IsRecorded)
        {
            // The owner's limits and what fees have come to lie beside the chain and stay.
            Journal.Commit(ChainSlot, LastSlot.Encode(Fees, new ChainView(ChainNetwork.Of(Network), null)));
        }

        Chain = new ChainView(ChainNetwork.Of(Network), null);
    }

    /// <summary>The slot of a channel that may promise something; NotNow when the device does not know it, or the node is done with it.</summary>
    public int SlotOf(byte[] channelId)
    {
        int slot = ExitSlotOf(channelId);
        if (Channels.At(slot).IsForgotten)
        {
            throw RequestException.NotNow(ErrorCode.UnknownChannel, "this channel was forgotten; only what brings its money home is still signed");
        }

        return slot;
    }

    /// <summary>The slot of a channel, forgotten or not, for requests that only bring the owner's money home; NotNow when the device does not know it.</summary>
    public int ExitSlotOf(byte[] channelId)
    {
        int slot = Channels.SlotOf(channelId);
        if (slot < 0)
        {
            throw RequestException.NotNow(ErrorCode.UnknownChannel, "no channel of this name is set up on the device");
        }

        return slot;
    }

    /// <summary>The position of the funding that a request names; NotNow when the channel has no such live funding.</summary>
    public static int FundingOf(Channel channel, uint prefix)
    {
        int index = ExitFundingOf(channel, prefix);
        if (channel.Fundings[index].IsRetired)
        {
            throw RequestException.NotNow(ErrorCode.UnknownChannel, "the channel has moved on from the funding of this prefix");
        }

        return index;
    }

    /// <summary>The same with retired fundings, for a force-close.</summary>
    public static int ExitFundingOf(Channel channel, uint prefix)
    {
        int index = channel.IndexOfPrefix(prefix);
        if (index < 0)
        {
            throw RequestException.NotNow(ErrorCode.UnknownChannel, "the channel has no live funding of this prefix");
        }

        return index;
    }

    /// <summary>The holder's keys of a channel that is set up.</summary>
    public HolderKeys KeysOf(Channel channel)
    {
        return KeyRing.Of(channel.Id, channel.Terms.Peer, channel.Terms.Dbid, Channels.SlotOf(channel.Id));
    }

    /// <summary>The holder's keys of any channel, set up or not.</summary>
    public HolderKeys KeysOf(byte[] peer, ulong dbid)
    {
        return KeyRing.Of(ChannelId.Of(peer, dbid), peer, dbid, SlotOf(peer, dbid));
    }

    /// <summary>
    /// The slot of the channel with this peer and number; -1 when it is not set up. Two of them that have one 16-byte name take 2^64 tries to find:
    /// the second is no channel, because whatever is kept by name would be used for the wrong keys.
    /// </summary>
    public int SlotOf(byte[] peer, ulong dbid)
    {
        int slot = Channels.SlotOf(ChannelId.Of(peer, dbid));
        if (slot >= 0)
        {
            ChannelTerms terms = Channels.At(slot).Terms;
            if (terms.Dbid != dbid || !Check.Same(terms.Peer, peer))
            {
                throw new MalformedException("a channel with another peer or number has this name");
            }
        }

        return slot;
    }

    /// <summary>Writes a fact down. When this returns the fact survives a power cut and the book shows it; when it throws, nothing changed here.</summary>
    public void Record(int slot, IFact fact)
    {
        Record(slot, fact, false, null);
    }

    /// <summary>The same with what the channel's payments are from then on; null where the device does not follow them.</summary>
    public void Record(int slot, IFact fact, HtlcTable payments)
    {
        Record(slot, fact, true, payments);
    }

    private void Record(int slot, IFact fact, bool hasPayments, HtlcTable payments)
    {
        Channel old = Channels.At(slot);
        Channel next = old.Copy();
        next.CountBackups(Towers.Book.ExposureMax != 0);
        fact.ApplyTo(next);
        if (hasPayments)
        {
            next.PaymentsDigest = payments == null ? null : PaymentsDigest(next.Id, payments);
        }

        byte[] record = ChannelCodec.EncodeRecord(next);
        byte[] terms = null;
        if (next.SharesTermsWith(old))
        {
            Journal.Commit(slot, record);
        }
        else
        {
            terms = ChannelCodec.EncodeTerms(next);
            Journal.Commit(slot, record, terms);
            Prepared.Forget(slot);
        }

        Channels.Set(slot, next, record, terms);
        Payments.Recorded(slot, next, hasPayments ? payments : Payments.Tables.At(slot));
    }

    /// <summary>Writes a new channel into a slot, in place of what was there.</summary>
    public void RecordChannel(int slot, Channel channel)
    {
        byte[] record = ChannelCodec.EncodeRecord(channel);
        byte[] terms = ChannelCodec.EncodeTerms(channel);
        long unlisted = Payments.UnlistedMsat(slot);
        CarryUnlisted(unlisted > 0 ? unlisted : 0);
        Journal.Commit(slot, record, terms);
        KeyRing.Forget(channel.Id, slot);
        Prepared.Forget(slot);
        Channels.Set(slot, channel, record, terms);
        Payments.Recorded(slot, channel, null);
        CarryUnlisted(unlisted > 0 ? 0 : unlisted);
        Vault.ChannelIsNew(slot);
    }

    private void RecordForgotten(ForgottenChannels next)
    {
        Journal.Commit(0, next.Encode());
        Forgotten = next;
    }

    /// <summary>Removes a channel from its slot. <paramref name="forgotten"/> is what has to be remembered from then on: its number, unless nothing was signed.</summary>
    public void Remove(int slot, ForgottenChannels forgotten)
    {
        // The lasting memory first: between the two commits the channel is still there and can be removed again.
        if (forgotten != Forgotten)
        {
            RecordForgotten(forgotten);
        }

        byte[] id = Channels.At(slot).Id;
        long unlisted = Payments.UnlistedMsat(slot);
        CarryUnlisted(unlisted > 0 ? unlisted : 0);
        Journal.CommitRemoval(slot);
        KeyRing.Forget(id, slot);
        Prepared.Forget(slot);
        Channels.Clear(slot);
        Payments.Tables.Set(slot, null, false, false);
        CarryUnlisted(unlisted > 0 ? 0 : unlisted);
    }

    /// <summary>
    /// A table goes, and what it says of unlisted amounts stays in the account. What counts against the owner is written before the table goes, what counts for the owner after
    /// it: a power cut between the two makes the account stricter, never looser.
    /// </summary>
    public void CarryUnlisted(long msat)
    {
        Approvals.CarryUnlisted(Approvals.Book.UnlistedMsat + msat);
    }

    /// <summary>The keyed digest (12 bytes) by which contents are remembered.</summary>
    public byte[] Digest(byte[] content)
    {
        return FirstOf(Hmac.Sha256(_contentKey, content), SignedCommitment.DigestBytes);
    }

    /// <summary>The same of the peer's points (8 bytes).</summary>
    public byte[] PointDigest(byte[] point)
    {
        return FirstOf(Hmac.Sha256(_contentKey, point), Channel.PointDigestBytes);
    }

    /// <summary>The same of the payments of a channel (8 bytes).</summary>
    public byte[] PaymentsDigest(byte[] channelId, HtlcTable table)
    {
        byte[] bytes = table.Encode();
        ByteWriter writer = new ByteWriter(channelId.Length + bytes.Length);
        writer.Bytes(channelId);
        writer.Bytes(bytes);
        return FirstOf(Hmac.Sha256(_paymentsKey, writer.ToArray()), Channel.PaymentsDigestBytes);
    }

    /// <summary>The sum of the peer's HTLCs among these (<see cref="IncomingBook"/>), with or without an output; or only of those that are marked as new.</summary>
    public ulong Sum(Htlc[] htlcs, bool onlyNew)
    {
        ulong sum = 0;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].IsOfferedByPeer && (htlcs[i].IsNew || !onlyNew))
            {
                ByteWriter writer = new ByteWriter(44);
                writer.U64(htlcs[i].AmountMsat);
                writer.Bytes(htlcs[i].PaymentHash);
                writer.U32(htlcs[i].Expiry);
                ByteReader mac = new ByteReader(Hmac.Sha256(_incomingKey, writer.ToArray()));
                ulong high = mac.U8();
                sum = (sum + ((high << 32) | mac.U32())) % IncomingBook.End;
            }
        }

        return sum;
    }

    /// <summary>
    /// What may wait until after the reply: step by step what the next request of the channel used last will need. Nothing durable waits for it.
    /// True while there is more to do.
    /// </summary>
    public bool Idle()
    {
        HolderKeys keys = KeyRing.Newest;
        int slot = keys == null ? -1 : Channels.SlotOf(keys.Id);
        return slot >= 0 && !Channels.At(slot).IsClosing
            && keys.Prepare(Channels.At(slot).HolderRevokedCount, Channels.At(slot).Terms.CounterpartyBasepoints);
    }

    private static byte[] FirstOf(byte[] mac, int count)
    {
        byte[] digest = new byte[count];
        Array.Copy(mac, 0, digest, 0, count);
        return digest;
    }

    /// <summary>Overwrites all secrets; the context is of no use afterwards.</summary>
    public void Wipe()
    {
        KeyRing.Wipe();
        Towers.Wipe();
        Vault.Wipe();
        Tree.Wipe();
        Array.Clear(_contentKey, 0, _contentKey.Length);
        Array.Clear(_incomingKey, 0, _incomingKey.Length);
        Array.Clear(_paymentsKey, 0, _paymentsKey.Length);
    }
}
