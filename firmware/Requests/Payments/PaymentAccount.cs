using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// One account for all payments (RULES.md): what a commitment does to the payments of its channel, and whether the account lets it pass. Everything here is memory; a
/// digest of each channel's table is written down with the promise that changed it, and what is missing after a start is shown again by the host.
/// </summary>
public sealed partial class PaymentAccount
{
    /// <summary>What is known of every channel.</summary>
    public readonly HtlcTables Tables;

    private static readonly Htlc[] s_none = new Htlc[0];

    private readonly SignerContext _signer;
    private readonly int[] _newestMarks;
    private readonly int[] _preparedMarks;
    private readonly uint[] _preparedPrefixes;
    private int _marks;
    private int _shownSlot = -1;
    private HtlcTable _shown;

    public PaymentAccount(SignerContext signer)
    {
        _signer = signer;
        int slots = signer.Channels.SlotCount;
        Tables = new HtlcTables(slots);
        _newestMarks = new int[slots];
        _preparedMarks = new int[slots];
        _preparedPrefixes = new uint[slots];
        for (int slot = ChannelBook.FirstSlot; slot < slots; slot++)
        {
            if (signer.Channels.At(slot) != null)
            {
                Recorded(slot, signer.Channels.At(slot), null);
            }
        }
    }

    /// <summary>A channel was written down.</summary>
    public void Recorded(int slot, Channel channel, HtlcTable table)
    {
        Tables.Set(slot, table, table == null && channel.PaymentsDigest != null, channel.IsClosing || channel.IsForgotten);
    }

    /// <summary>How many HTLCs a table may have: those of two contents, where a message holds as many.</summary>
    public int CountMax
    {
        get
        {
            int fit = (ProtocolLimits.PaymentsBytesMax - HtlcTable.HeaderBytes) / HtlcTable.EntryBytes;
            return 2 * _signer.Limits.HtlcsMax < fit ? 2 * _signer.Limits.HtlcsMax : fit;
        }
    }

    /// <summary>What the payments are once the peer's commitment is signed; null where the device does not follow them.</summary>
    public HtlcTable RequireCounterparty(int slot, CommitmentProposal next)
    {
        if (!IsFollowed(slot, next, HtlcTable.Newest))
        {
            return null;
        }

        HtlcTable before = Known(slot);
        CommitmentFields content = next.Content;
        if (content.Number != next.Channel.SignedCount && before.IsLive(HtlcTable.Newest))
        {
            RequireSame(before, HtlcTable.Newest, next);
            return Measured(before, next);
        }

        _newestMarks[slot] = before.IsLive(HtlcTable.Prepared) && before.Carries(content.Htlcs, HtlcTable.Prepared) ? _preparedMarks[slot] : ++_marks;
        HtlcTable table = Step(slot, before.Cleaned(Tables, _signer.Approvals), HtlcTable.Newest, next);
        return Measured(table.WithNumbers(content.Number, before.CurrentNumber), next);
    }

    /// <summary>The same while it is only prepared. Gives a mark of what was prepared.</summary>
    public int Prepare(int slot, CommitmentProposal next)
    {
        if (!_signer.Limits.PaymentsAreChecked || next.IsRepeated)
        {
            return _newestMarks[slot];
        }

        HtlcTable before = Known(slot);
        bool isNext = next.Content.Number == next.Channel.SignedCount;
        if (!isNext && before.IsLive(HtlcTable.Newest))
        {
            RequireSame(before, HtlcTable.Newest, next);
            return _newestMarks[slot];
        }

        if (isNext && before.IsLive(HtlcTable.Prepared) && next.Funding.Prefix != _preparedPrefixes[slot] && before.Carries(next.Content.Htlcs, HtlcTable.Prepared))
        {
            RequireSame(before, HtlcTable.Prepared, next);
            return _preparedMarks[slot];
        }

        HtlcTable table = Step(slot, before, HtlcTable.Prepared, next);
        Recorded(slot, next.Channel, table);
        _preparedPrefixes[slot] = next.Funding.Prefix;
        _preparedMarks[slot] = ++_marks;
        return _marks;
    }

    /// <summary>What the payments are once a prepared commitment is signed. The account has let it pass when it was prepared.</summary>
    /// <param name="mark">What preparing it gave.</param>
    public HtlcTable RequirePrepared(int slot, CommitmentProposal next, int mark)
    {
        if (!_signer.Limits.PaymentsAreChecked || next.IsRepeated)
        {
            return null;
        }

        HtlcTable before = Tables.At(slot);
        bool isNext = next.Content.Number == next.Channel.SignedCount;
        if (before == null || !before.IsLive(isNext ? HtlcTable.Prepared : HtlcTable.Newest) || mark != (isNext ? _preparedMarks[slot] : _newestMarks[slot]))
        {
            throw RequestException.NotNow(ErrorCode.NotPrepared, "other payments were prepared or signed since; send this commitment whole");
        }

        if (!isNext)
        {
            return Measured(before, next);
        }

        _newestMarks[slot] = mark;
        return Measured(before.Promoted().WithNumbers(next.Content.Number, before.CurrentNumber).Cleaned(Tables, _signer.Approvals), next);
    }

    /// <summary>What the payments are once the holder's commitment is held; null where the device does not follow them.</summary>
    public HtlcTable RequireHolder(int slot, CommitmentProposal next)
    {
        if (!IsFollowed(slot, next, HtlcTable.Pending))
        {
            return null;
        }

        HtlcTable before = Known(slot);
        Channel channel = next.Channel;
        int column = next.Content.Number == channel.HolderRevokedCount ? HtlcTable.Current : HtlcTable.Pending;
        bool isElsewhere = column == HtlcTable.Current;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            isElsewhere |= i != next.FundingIndex && channel.Fundings[i].HolderPending != null;
        }

        if (isElsewhere && before.IsLive(column))
        {
            RequireSame(before, column, next);
            return Measured(before, next);
        }

        HtlcTable table = Step(slot, before, column, next);
        return Measured(column == HtlcTable.Current ? table.WithNumbers(before.NewestNumber, next.Content.Number) : table, next);
    }

    /// <summary>What the payments are once the holder's current commitment is revoked; null where they are not known.</summary>
    public HtlcTable AfterRevoking(int slot)
    {
        HtlcTable table = Tables.At(slot);
        return table == null || table.IsLive(HtlcTable.Pending) ? (table == null ? null : table.AfterRevoking())
            : table.Without(HtlcTable.Current).WithNumbers(table.NewestNumber, table.CurrentNumber + 1);
    }

    /// <summary>What has left a channel, as far as its table is known, and no HTLC explains; negative for what came. It stays in the account when the table goes.</summary>
    public long UnlistedMsat(int slot)
    {
        return Tables.At(slot) == null ? 0 : Tables.At(slot).MostUnlistedMsat;
    }

    /// <summary>True for a channel of which something paid is still counted, or may be.</summary>
    public bool MayBeMissed(int slot)
    {
        HtlcTable table = Tables.At(slot);
        return _signer.Limits.PaymentsAreChecked && _signer.Channels.At(slot).PaymentsDigest != null
            && (table == null || table.Cleaned(Tables, _signer.Approvals).Count != 0);
    }

    /// <summary>Writes a revocation down, with what the payments are from then on.</summary>
    /// <param name="table">Null where they are not known: what has happened meanwhile shows in the numbers when the table is shown.</param>
    public void Record(int slot, Channels.Facts.IFact fact, HtlcTable table)
    {
        if (_signer.Limits.PaymentsAreChecked && table == null)
        {
            _signer.Record(slot, fact);
        }
        else
        {
            _signer.Record(slot, fact, _signer.Limits.PaymentsAreChecked ? table : null);
        }
    }

    /// <summary>The table of a channel, or of what its record says where nothing was followed; NotNow where it has to be shown first.</summary>
    public HtlcTable Known(int slot)
    {
        HtlcTable table = Tables.At(slot);
        Channel channel = _signer.Channels.At(slot);
        if (table == null && channel.PaymentsDigest != null)
        {
            throw RequestException.NotNow(ErrorCode.PaymentsUnknown,
                "the payments of channel " + Ascii.Hex(channel.Id) + " are not known since the device started: show them first (ShowPayments)");
        }

        return table == null ? OfRecord(channel) : table;
    }

    // False where nothing is followed, or nothing is new. A repeat shows what may have been lost with a power cut.
    private bool IsFollowed(int slot, CommitmentProposal next, int column)
    {
        if (_signer.Limits.PaymentsAreChecked && next.IsRepeated && Tables.At(slot) == null && next.Channel.PaymentsDigest != null)
        {
            // The first promise of a channel has an empty table before it, which nobody has to show.
            Repeat(slot, next, column, _shownSlot == slot && _shown != null ? _shown : new HtlcTable());
        }

        return _signer.Limits.PaymentsAreChecked && !next.IsRepeated;
    }

    // The content is judged after everything else about it.
    private HtlcTable Step(int slot, HtlcTable before, int column, CommitmentProposal next)
    {
        HtlcTable start = before;
        BalanceWindow window = WindowOf(before, next);
        bool isJudged = IsJudged(before, column);
        if (isJudged)
        {
            _signer.Approvals.EndPaid(next.Content.Htlcs);
        }

        before = isJudged ? Tables.Reopened(slot, before, next.Content.Htlcs, _signer.Approvals) : before;
        HtlcTable table = With(before, column, next, window);
        PaymentRules.RequireExplained(table != null);
        table = isJudged ? Tables.Spent(slot, before, table, column) : table;
        PaymentRules.RequireRoom(table == null ? int.MaxValue : table.Count, CountMax);
        if (!isJudged)
        {
            return table;
        }

        PaymentChange change = Judge(slot, before, table);
        if (change.IsShort && TakesRoomOfPrepared(slot, start, column, next, window))
        {
            return Step(slot, start, column, next);
        }

        PaymentRules.RequireTime(change.IsLate || IsLateInPlace(slot, before, table, column, next));
        VaultStep vault = new VaultStep(_signer, slot, before, table);
        VaultRules.RequireStays(vault.OutMsat);
        UnlistedAmounts unlisted = Unlisted(slot, before, table);
        bool isWithin = unlisted == null || UnlistedWithinLimit.IsWithin(unlisted.SumMsat, _signer.Limits);
        if (change.IsShort || vault.GivenBackMsat != 0 || !isWithin)
        {
            bool isAgreed = _signer.Owner.Agrees(Question(next.Channel, change, vault, isWithin ? 0 : unlisted.SumMsat), next.Identity);
            PaymentRules.RequireCovered(change.UncoveredMsat, change.GivenBackMsat, change.HasIncoming, change.HasApproval, isAgreed);
            VaultRules.RequireKept(vault.GivenBackMsat, isAgreed);
            PaymentRules.RequireUnlisted(isWithin ? 0 : unlisted.SumMsat, _signer.Limits, isAgreed);
        }

        if (unlisted != null)
        {
            // What the owner has agreed to is counted no more.
            _signer.Approvals.CarryUnlisted(isWithin ? unlisted.CarriedMsat : unlisted.CarriedMsat - unlisted.SumMsat);
        }

        return table;
    }

    // A content that takes the place of another one, which was prepared or is not in force yet, may pay no more than that, and later. So its time is looked at as if the other
    // one had not been. The same payments were looked at with it, and a node that has stored them cannot take them back.
    private bool IsLateInPlace(int slot, HtlcTable before, HtlcTable table, int column, CommitmentProposal next)
    {
        int replaced = column == HtlcTable.Newest ? HtlcTable.Prepared : column;
        if (!before.IsLive(replaced) || before.Carries(next.Content.Htlcs, replaced))
        {
            return false;
        }

        return Judge(slot, before.Without(replaced), table).IsLate;
    }

    // NotNow where a channel decides of which the payments are not known.
    private PaymentChange Judge(int slot, HtlcTable before, HtlcTable next)
    {
        uint delta = (uint)_signer.Limits.CltvDeltaBlocksMin;
        uint expiryMin = _signer.Chain.IsInForce ? (uint)_signer.Chain.HeightPresumed(_signer.Clock.UptimeMs) + delta : 0;
        PaymentChange change = Tables.Judge(slot, before, next, _signer.Approvals, delta, expiryMin);
        if (change.MissingSlot >= 0)
        {
            Known(change.MissingSlot);
        }

        return change;
    }

    // True where a step passes once nothing counts that is only prepared in other channels: then none of it is signed any more. A commitment that was prepared, and never
    // signed because its peer went away, does not stand in the way of another try.
    private bool TakesRoomOfPrepared(int slot, HtlcTable before, int column, CommitmentProposal next, BalanceWindow window)
    {
        HtlcTable[] prepared = Tables.DropPrepared(slot);
        if (prepared == null)
        {
            return false;
        }

        before = Tables.Reopened(slot, before, next.Content.Htlcs, _signer.Approvals);
        HtlcTable table = With(before, column, next, window);
        table = table == null ? null : Tables.Spent(slot, before, table, column);
        bool passes = table != null && !Judge(slot, before, table).IsShort;
        if (!passes)
        {
            Tables.Restore(prepared);
        }

        return passes;
    }

    // The table with the content; null where its HTLCs do not explain it.
    private HtlcTable With(HtlcTable before, int column, CommitmentProposal next, BalanceWindow window)
    {
        HtlcTable table = before.With(next.Content.Htlcs, column, window.LeastMsat, window.MostMsat, Tables, _signer.Limits.TrimmedMsatMax);
        return table == null || !IsJudged(before, column) ? table : table.WithoutHidden(before, column, UnlistedWithinLimit.SlackMsat(_signer.Limits));
    }

    // Null where this step takes nothing that no HTLC explains. The account needs every channel's table.
    private UnlistedAmounts Unlisted(int slot, HtlcTable before, HtlcTable next)
    {
        if (next.MostUnlistedMsat <= before.MostUnlistedMsat)
        {
            return null;
        }

        if (Tables.FirstMissing >= 0)
        {
            Known(Tables.FirstMissing);
        }

        return new UnlistedAmounts(Tables, slot, before, next, _signer.Approvals.Book.UnlistedMsat, UnlistedWithinLimit.SlackMsat(_signer.Limits));
    }

    // The first content of a side has none before it to be compared with.
    private static bool IsJudged(HtlcTable before, int column)
    {
        return column != HtlcTable.Current && before.IsLive(column == HtlcTable.Pending ? HtlcTable.Current : HtlcTable.Newest);
    }

    private static string Question(Channel channel, PaymentChange change, VaultStep vault, long unlistedMsat)
    {
        string question = "";
        if (unlistedMsat != 0)
        {
            question = "Go on although payments too small to be listed have taken " + Sat((ulong)unlistedMsat) + " more than they have brought? ";
        }

        if (change.UncoveredMsat != 0)
        {
            question += "Pay " + Sat(change.UncoveredMsat) + " that neither an approved invoice nor an incoming payment covers? ";
        }

        if (change.GivenBackMsat != 0)
        {
            question += "Give back " + Sat(change.GivenBackMsat) + " that came in and were paid on? ";
        }

        if (vault.GivenBackMsat != 0)
        {
            question += "Give back " + Sat(vault.GivenBackMsat) + " that came in for a preimage that has left? ";
        }

        byte[] hash = change.HashPrefix == null ? vault.Hash : change.HashPrefix;
        return question + "Channel " + channel.Terms.Dbid.ToString() + " with " + Ascii.Hex(channel.Terms.Peer)
            + (hash == null ? "." : ", first payment hash " + Ascii.Hex(hash) + "...");
    }

    private static string Sat(ulong msat)
    {
        return ((msat + 999) / 1000).ToString() + " sat";
    }

    // A channel that was not followed: where nothing is in flight the record says all there is to know, else the next contents do.
    private HtlcTable OfRecord(Channel channel)
    {
        HtlcTable table = new HtlcTable().WithNumbers(channel.SignedCount == 0 ? 0 : channel.SignedCount - 1, channel.HolderRevokedCount);
        Funding funding = channel.Fundings[channel.FirstLive];
        if (funding.HasHtlcs || !funding.IsCommitted || funding.HolderPending != null)
        {
            return table;
        }

        BalanceWindow newest = BalanceWindow.OfRecord(funding.Counterparty.HolderSat, channel.Terms.IsOutbound, _signer.Limits.DustLimitSatMax);
        BalanceWindow current = BalanceWindow.OfRecord(funding.HolderCurrent.HolderSat, channel.Terms.IsOutbound, _signer.Limits.DustLimitSatMax);
        return table.With(s_none, HtlcTable.Newest, newest.LeastMsat, newest.MostMsat, Tables, 0)
            .With(s_none, HtlcTable.Current, current.LeastMsat, current.MostMsat, Tables, 0);
    }
}
