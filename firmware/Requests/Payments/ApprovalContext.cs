using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What the owner has agreed to pay, and who may be paid without asking. All of it stands in one slot of the journal; memory has only the time at which the two levels
/// were exact.
/// <para>
/// A level rises by what is approved without the button and drains evenly, its whole limit in its hour or day, while the device has power: what a restart cannot know does
/// not drain. So any hour has at most twice its limit, the level and what drains meanwhile, and no restart gives anything back.
/// </para>
/// </summary>
public sealed class ApprovalContext : IApprovals
{
    private const ulong HourSeconds = 3600;
    private const ulong DaySeconds = 86400;

    // Far more than all channels' tables can say together (HtlcTable.UnlistedEnd).
    private const long UnlistedEnd = (1L << 47) - 1;

    private readonly SignerContext _signer;
    private readonly int _slot;
    private long _levelsAtMs;

    /// <summary>Reads book and list from the journal.</summary>
    public ApprovalContext(SignerContext signer, int slot)
    {
        _signer = signer;
        _slot = slot;
        Book = ApprovalBook.Decode(signer.Journal.Record(slot));
        Payees = Allowlist.Decode(signer.Journal.Attachment(slot));
    }

    /// <summary>As it was written; <see cref="HourMsat"/> and <see cref="DayMsat"/> have drained since.</summary>
    public ApprovalBook Book { get; private set; }

    /// <summary>The list of payees.</summary>
    public byte[][] Payees { get; private set; }

    public ulong HourMsat
    {
        get { return Drained(Book.HourMsat, _signer.Limits.VelocityHourMsatMax, HourSeconds); }
    }

    public ulong DayMsat
    {
        get { return Drained(Book.DayMsat, _signer.Limits.VelocityDayMsatMax, DaySeconds); }
    }

    /// <summary>The time by the chain (<see cref="ChainView.TimePresumed"/>). Only of use with a chain in force.</summary>
    public ulong TimePresumed
    {
        get { return _signer.Chain.TimePresumed(_signer.Clock.UptimeMs); }
    }

    /// <inheritdoc/>
    public ulong ApprovedMsat(byte[] hashPrefix)
    {
        Approval approval = Book.Find(hashPrefix);
        return approval == null || IsExpired(approval) ? 0 : approval.Msat;
    }

    /// <inheritdoc/>
    public ulong RememberedMsat(byte[] hashPrefix)
    {
        Approval approval = Book.Find(hashPrefix);
        return approval == null ? 0 : approval.Msat;
    }

    /// <summary>It covers nothing new. A start of the device may turn the time back to what is written down, and then it is alive again.</summary>
    public bool IsExpired(Approval approval)
    {
        return HasPassed(approval, TimePresumed);
    }

    /// <summary>Whether so much may be approved without the button now.</summary>
    public bool Fits(ulong msat)
    {
        return HasRoom(HourMsat, msat, _signer.Limits.VelocityHourMsatMax) && HasRoom(DayMsat, msat, _signer.Limits.VelocityDayMsatMax);
    }

    public bool IsAllowed(byte[] payee)
    {
        return PositionOf(payee) >= 0;
    }

    /// <summary>NotNow when there is no room for one more approval.</summary>
    public void RequireRoom()
    {
        if (Live().Length >= ApprovalBook.CountMax)
        {
            throw RequestException.NotNow(ErrorCode.ApprovalsFull, "the memory of approvals is full: pay what was approved, or forget an approval");
        }
    }

    /// <summary>Writes an approval down. When this returns it survives a power cut.</summary>
    /// <param name="approval">It takes the place of another one of its hash.</param>
    /// <param name="isFree">The owner was not asked, so it counts for the levels.</param>
    public void Record(Approval approval, bool isFree)
    {
        Approval[] live = Live();
        Write(ApprovalBook.Changed(live, ApprovalBook.Find(live, approval.HashPrefix), approval), isFree ? approval.Msat : 0, Book.UnlistedMsat);
    }

    /// <summary>
    /// A payment comes in under these hashes. If an approval has expired and was paid, only the hash is kept from now on, or a start of the device, which turns the time back,
    /// would let it cover what is paid on.
    /// </summary>
    public void EndPaid(Htlc[] htlcs)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            Approval approval = htlcs[i].IsOfferedByPeer ? Book.Find(HtlcTable.PrefixOf(htlcs[i].PaymentHash, 0)) : null;
            if (approval != null && approval.Msat != 0 && IsExpired(approval) && IsPaid(approval))
            {
                Write(Live(), 0, Book.UnlistedMsat);
            }
        }
    }

    /// <summary>Takes an approval back, if there is one. Of what was paid, or may have been, the hash is still remembered.</summary>
    public void Forget(byte[] hashPrefix)
    {
        Approval approval = Book.Find(hashPrefix);
        if (approval != null && approval.Msat != 0)
        {
            bool mayBePaid = IsPaid(approval) || _signer.Payments.Tables.IsInFlight(hashPrefix);
            Write(ApprovalBook.Changed(Book.Approvals, approval, mayBePaid ? approval.Spent() : null), 0, Book.UnlistedMsat);
        }
    }

    /// <summary>True when something was paid under this hash, or may have been, as far as the device remembers.</summary>
    public bool WasPaid(byte[] hashPrefix)
    {
        Approval approval = Book.Find(hashPrefix);
        return (approval != null && approval.Msat == 0 && !IsExpired(approval)) || _signer.Payments.Tables.HasSettled(hashPrefix);
    }

    /// <summary>Puts a payee on the list or takes it off; NotNow when the list is full.</summary>
    public void Allow(byte[] payee, bool isAllowed)
    {
        int position = PositionOf(payee);
        byte[][] next = new byte[Payees.Length + (isAllowed ? 1 : -1)][];
        int at = 0;
        for (int i = 0; i < Payees.Length; i++)
        {
            if (i != position)
            {
                next[at++] = Payees[i];
            }
        }

        if (isAllowed)
        {
            next[at] = payee;
        }

        _signer.Journal.Commit(_slot, Book.Encode(), Allowlist.Encode(next));
        Payees = next;
    }

    /// <summary>NotNow when no more payee fits the list.</summary>
    public void RequireRoomForPayee()
    {
        if (Payees.Length >= Allowlist.CountMax)
        {
            throw RequestException.NotNow(ErrorCode.ApprovalsFull, "the list of payees is full: take one off");
        }
    }

    /// <summary>Writes down what is in the account of unlisted amounts besides the channels' tables, if it is new. When this returns it survives a power cut.</summary>
    public void CarryUnlisted(long msat)
    {
        if (msat != Book.UnlistedMsat)
        {
            Write(Book.Approvals, 0, msat > UnlistedEnd ? UnlistedEnd : msat < -UnlistedEnd ? -UnlistedEnd : msat);
        }
    }

    // What may be used or come alive again: who leaves the book is forgotten, and so is what was paid of it. What has expired by the time that is written down is so after each
    // start. Of what was paid, only the hash is kept, so that the same invoice is not new; the oldest of those leave when room is needed.
    private Approval[] Live()
    {
        Approval[] live = Book.Approvals;
        for (int i = 0; i < Book.Approvals.Length; i++)
        {
            Approval approval = Book.Approvals[i];
            if (HasPassed(approval, _signer.Chain.TimeRecorded))
            {
                live = ApprovalBook.Changed(live, approval, null);
            }
            else if (approval.Msat != 0 && IsPaid(approval))
            {
                live = ApprovalBook.Changed(live, approval, approval.Spent());
            }
        }

        int at = 0;
        while (live.Length >= ApprovalBook.CountMax && at < live.Length)
        {
            if (live[at].Msat == 0)
            {
                live = ApprovalBook.Changed(live, live[at], null);
            }
            else
            {
                at++;
            }
        }

        return live;
    }

    private bool HasPassed(Approval approval, ulong time)
    {
        return approval.Expires != 0 && _signer.Chain.IsInForce && time > approval.Expires;
    }

    private bool IsPaid(Approval approval)
    {
        return _signer.Payments.Tables.HasSettled(approval.HashPrefix);
    }

    private void Write(Approval[] approvals, ulong freeMsat, long unlistedMsat)
    {
        ApprovalBook next = new ApprovalBook(approvals, HourMsat + freeMsat, DayMsat + freeMsat, unlistedMsat);
        _signer.Journal.Commit(_slot, next.Encode());
        Book = next;
        _levelsAtMs = _signer.Clock.UptimeMs;
    }

    private ulong Drained(ulong level, ulong limit, ulong periodSeconds)
    {
        ulong seconds = (ulong)(_signer.Clock.UptimeMs - _levelsAtMs) / 1000;
        ulong drained = seconds >= periodSeconds ? limit : limit * seconds / periodSeconds;
        return level > drained ? level - drained : 0;
    }

    private static bool HasRoom(ulong level, ulong msat, ulong limit)
    {
        return msat <= limit && level <= limit - msat;
    }

    private int PositionOf(byte[] payee)
    {
        for (int i = 0; i < Payees.Length; i++)
        {
            if (Check.Same(Payees[i], payee))
            {
                return i;
            }
        }

        return -1;
    }
}
