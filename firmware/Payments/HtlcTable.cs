using System;
using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Payments;

/// <summary>
/// The payments of one channel: every HTLC of its live commitments, what has become of it on each of them, and what the holder owns besides. Pure numbers, no keys. Immutable:
/// each step gives another table, so that a step that is not written down has not happened.
/// <code>
/// u8 version=1 | u8 flags, bit n: column n is live; bits 5 and 6: there is a first and a second offset | newest number of the peer u48 | current number of the holder u48
/// | what the holder owns by columns 1 to 4, each: at least u48, at most u48; 0 where the column is not live
/// | columns 0 to 4, each: what left the holder by it that no HTLC explains, less what came, s48; 0 where the column is not live
/// | two offsets, each: what names the funding u32 | how much more the holder owns on it than on the one that the table is told of, satoshi s48; 0 where there is none
/// | entries in ascending order of their hashes, each: payment hash | amount in millisatoshi u48 | expiry u31 with bit 31: offered by the peer
///   | u16: the state on column n in bits 2n and 2n+1
/// </code>
/// A state is 0: not there yet, 1: in flight, 2: gone, the receiver has it, 3: gone, the sender has it again. What is 2 in every live column is kept as a ghost until no
/// payment of its hash is open any more.
/// </summary>
public sealed partial class HtlcTable
{
    /// <summary>The peer's commitment before the newest, until it is revoked.</summary>
    public const int Previous = 0;

    /// <summary>The peer's newest signed commitment.</summary>
    public const int Newest = 1;

    /// <summary>The peer's next commitment, prepared and not signed. Memory only.</summary>
    public const int Prepared = 2;

    /// <summary>The holder's commitment that is not revoked.</summary>
    public const int Current = 3;

    /// <summary>Its successor, once the peer has signed it.</summary>
    public const int Pending = 4;

    public const int Columns = 5;

    public const int HeaderBytes = 112;
    public const int OffsetsMax = 2;
    public const int EntryBytes = 44;

    /// <summary>All of a payment hash: a peer chooses the rest of one of which it needs only the beginning.</summary>
    public const int HashBytes = 32;

    /// <summary>What approvals know of a payment hash.</summary>
    public const int PrefixBytes = 20;

    /// <summary>Amounts stay below: all that a channel can hold is far less.</summary>
    public const ulong AmountEnd = 1UL << 48;

    /// <summary>No account of unlisted amounts goes further in either direction, so that their sum has 48 bits with its sign.</summary>
    public const long UnlistedEnd = 1L << 42;

    internal const int NotYet = 0;
    internal const int InFlight = 1;
    internal const int Received = 2;
    internal const int Returned = 3;

    private const byte Version = 1;

    // All but the prepared one, which stays in memory.
    private const int KnownColumns = (1 << Previous) | (1 << Newest) | (1 << Current) | (1 << Pending);
    private const int KeyBytes = 42;
    private const int StateAt = 42;
    private const int DirectionAt = 38;
    private const byte ByPeer = 0x80;
    private const int BalancesAt = 14;
    private const int UnlistedAt = 62;
    private const int OffsetsAt = 92;
    private const int OffsetBytes = 10;
    private const int OffsetFlag = 1 << Columns;
    private const int OffsetFlags = OffsetFlag | (OffsetFlag << 1);

    private readonly byte[] _bytes;

    /// <summary>A channel of which nothing is known.</summary>
    public HtlcTable()
        : this(new byte[HeaderBytes])
    {
        _bytes[0] = Version;
    }

    internal HtlcTable(byte[] bytes)
    {
        _bytes = bytes;
    }

    /// <summary>How many HTLCs, copies each for itself.</summary>
    public int Count
    {
        get { return (_bytes.Length - HeaderBytes) / EntryBytes; }
    }

    /// <summary>The number of the peer's commitment in column <see cref="Newest"/>.</summary>
    public ulong NewestNumber
    {
        get { return U48(2); }
    }

    /// <summary>The number of the holder's commitment in column <see cref="Current"/>.</summary>
    public ulong CurrentNumber
    {
        get { return U48(8); }
    }

    /// <summary>True where the contents of both sides are known.</summary>
    public bool IsWhole
    {
        get { return IsLive(Newest) && IsLive(Current); }
    }

    /// <summary>True for a column that has a commitment which may still be used.</summary>
    public bool IsLive(int column)
    {
        return (_bytes[1] & (1 << column)) != 0;
    }

    /// <summary>What the holder owns besides the HTLCs, at least; millisatoshi.</summary>
    public ulong LeastMsat(int column)
    {
        return U48(BalancesAt + 12 * (column - 1));
    }

    /// <summary>The same, at most: they differ by what rounding hides.</summary>
    public ulong MostMsat(int column)
    {
        return U48(BalancesAt + 12 * (column - 1) + 6);
    }

    /// <summary>What the holder owns less by a column than its HTLCs explain; negative where it is more. Millisatoshi.</summary>
    public long UnlistedMsat(int column)
    {
        return Signed48.Of(U48(UnlistedAt + 6 * column));
    }

    /// <summary>The same, of the live column with the most: any of them may be the one that counts.</summary>
    public long MostUnlistedMsat
    {
        get
        {
            long most = long.MinValue;
            for (int column = 0; column < Columns; column++)
            {
                most = IsLive(column) && UnlistedMsat(column) > most ? UnlistedMsat(column) : most;
            }

            return most == long.MinValue ? 0 : most;
        }
    }

    /// <summary>The table of these bytes, which came from outside: strict, because a digest is compared after.</summary>
    public static HtlcTable Decode(byte[] bytes, int countMax)
    {
        int entries = bytes.Length - HeaderBytes;
        if (entries < 0 || entries % EntryBytes != 0 || entries / EntryBytes > countMax || bytes[0] != Version || (bytes[1] & ~(KnownColumns | OffsetFlags)) != 0)
        {
            throw new MalformedException("these bytes are no table of payments");
        }

        HtlcTable table = new HtlcTable(bytes);
        for (int i = 1; i < table.Count; i++)
        {
            if (Compare(bytes, At(i - 1), bytes, At(i), HashBytes) > 0)
            {
                throw new MalformedException("payments out of order");
            }
        }

        return table;
    }

    /// <summary>What is written down of it and what the host keeps: all but what is only prepared.</summary>
    public byte[] Encode()
    {
        return IsLive(Prepared) ? Without(Prepared)._bytes : _bytes;
    }

    /// <summary>True when the HTLCs in flight on the column are exactly these.</summary>
    public bool Carries(Htlc[] htlcs, int column)
    {
        ContentStep step = new ContentStep(this, htlcs, column, column, -1);
        step.Match();
        return step.ChangesNothing;
    }

    /// <summary>
    /// The table with another commitment of the peer or of the holder, of which the content is this; null when the holder would own less by it than its HTLCs and
    /// unlisted ones explain.
    /// </summary>
    /// <param name="column">Newest, Prepared, Current where nothing is known of it, or Pending.</param>
    /// <param name="least">What the holder owns by the content besides its HTLCs, at least; millisatoshi.</param>
    /// <param name="most">The same, at most.</param>
    /// <param name="others">Every channel's payments: what was paid on was probably received.</param>
    /// <param name="unlistedMsatMax">What HTLCs that are not listed can take in one step.</param>
    public HtlcTable With(Htlc[] htlcs, int column, ulong least, ulong most, HtlcTables others, ulong unlistedMsatMax)
    {
        HtlcTable table = new HtlcTable(Without(column == Newest ? Prepared : column == Current ? Columns : column).Copy());
        int source = column == Newest || column == Prepared ? Newest : Current;
        bool isKnown = table.IsLive(source) && column != Current;

        // What a side has revoked is gone from the other side's next commitment; until it has, that may still carry it.
        int binding = source == Newest ? Current : table.IsLive(Previous) ? -1 : Newest;
        ContentStep step = new ContentStep(table, htlcs, isKnown ? source : -1, column, binding);
        step.Match();
        long unlisted = 0;
        if (isKnown)
        {
            step.Explain(table.LeastMsat(source), table.MostMsat(source), least, most, others);
            least = step.LeastMsat;
            most = step.MostMsat;
            unlisted = table.UnlistedMsat(source) + step.UnlistedMsat;
            if (step.UnlistedMsat > (long)unlistedMsatMax || unlisted > UnlistedEnd)
            {
                return null;
            }
        }

        bool hasPrevious = column == Newest && isKnown;
        table = step.Finish(hasPrevious);
        if (hasPrevious)
        {
            table.SetLive(Previous);
            table.SetUnlisted(Previous, table.UnlistedMsat(Newest));
        }

        table.SetLive(column);
        table.SetBalance(column, least, most);
        table.SetUnlisted(column, unlisted < -UnlistedEnd ? -UnlistedEnd : unlisted);

        return table.Compact();
    }

    /// <summary>
    /// The same table where its content takes unlisted amounts from a side on which more has come so than on the others. That is in no sum of the account, so what is taken
    /// is counted from where the others are, or from nothing where they have taken.
    /// </summary>
    /// <param name="before">The table without the content.</param>
    /// <param name="column">The column of the content.</param>
    /// <param name="slackMsat">How much more may have come on one side: contents of both sides follow each other.</param>
    public HtlcTable WithoutHidden(HtlcTable before, int column, ulong slackMsat)
    {
        long from = before.UnlistedMsat(column == Pending ? Current : Newest);
        long most = before.Without(column == Newest ? Prepared : column).MostUnlistedMsat;
        long hidden = (most < 0 ? most : 0) - from;
        if (hidden <= (long)slackMsat || UnlistedMsat(column) <= from)
        {
            return this;
        }

        HtlcTable table = new HtlcTable(Copy());
        table.SetUnlisted(column, UnlistedMsat(column) + hidden);
        return table;
    }

    /// <summary>The same table with the numbers that the channel has now.</summary>
    public HtlcTable WithNumbers(ulong newest, ulong current)
    {
        HtlcTable table = new HtlcTable(Copy());
        table.SetU48(2, newest);
        table.SetU48(8, current);
        return table;
    }

    /// <summary>The same table with what the holder owns by a column.</summary>
    public HtlcTable WithBalance(int column, ulong least, ulong most)
    {
        HtlcTable table = new HtlcTable(Copy());
        table.SetBalance(column, least, most);
        return table;
    }

    /// <summary>The peer's prepared commitment is signed: it is the newest.</summary>
    public HtlcTable Promoted()
    {
        HtlcTable table = new HtlcTable(Copy());
        bool hasPrevious = table.IsLive(Newest);
        for (int i = 0; i < table.Count; i++)
        {
            table.SetState(i, Previous, hasPrevious ? table.State(i, Newest) : NotYet);
        }

        if (hasPrevious)
        {
            table.SetLive(Previous);
            table.SetUnlisted(Previous, table.UnlistedMsat(Newest));
        }

        table.Move(Prepared, Newest);
        table.SetU48(2, NewestNumber + 1);
        return table.Compact();
    }

    /// <summary>The peer has revoked the commitment before its newest.</summary>
    public HtlcTable AfterRevocation()
    {
        return Without(Previous);
    }

    /// <summary>The holder's current commitment is revoked: the pending one takes its place.</summary>
    public HtlcTable AfterRevoking()
    {
        HtlcTable table = new HtlcTable(Copy());
        table.Move(Pending, Current);
        table.SetU48(8, CurrentNumber + 1);
        return table.Compact();
    }

    /// <summary>The table without what a column says.</summary>
    public HtlcTable Without(int column)
    {
        if (!IsLive(column))
        {
            return this;
        }

        HtlcTable table = new HtlcTable(Copy());
        table.Clear(column);
        return table.Compact();
    }

    /// <summary>
    /// The table without the ghosts of hashes of which nothing is open any more, and with one ghost for all of one hash and direction.
    /// </summary>
    public HtlcTable Cleaned(HtlcTables others, IApprovals approvals)
    {
        return Cleaned(others, approvals, 0);
    }

    /// <summary>The same where some of the hashes were decided otherwise, because other channels were not as they are now.</summary>
    /// <param name="flips">Bit n: the hash that is number n among those of which nothing is in flight in this channel.</param>
    public HtlcTable Cleaned(HtlcTables others, IApprovals approvals, int flips)
    {
        bool isChanged = false;
        bool[] drop = new bool[Count];
        byte[] bytes = Copy();
        for (int from = 0; from < Count;)
        {
            int end = EndOfHash(from);
            if (IsOver(from, end))
            {
                bool isOpen = others.CanCount(_bytes, At(from)) || approvals.RememberedMsat(PrefixAt(from)) != 0;
                isOpen ^= (flips & 1) != 0;
                flips >>= 1;
                for (int i = from; i < end; i++)
                {
                    drop[i] = !isOpen || MergesInto(bytes, i, from, drop);
                    isChanged |= drop[i];
                }
            }

            from = end;
        }

        return isChanged ? new HtlcTable(bytes).Dropping(drop) : this;
    }

    // Adds a ghost to an earlier one of the same hash and direction that counts on the same commitments; its other numbers mean nothing any more.
    private bool MergesInto(byte[] bytes, int index, int from, bool[] drop)
    {
        for (int i = from; i < index; i++)
        {
            ulong sum = Read48(bytes, At(i) + HashBytes) + Read48(bytes, At(index) + HashBytes);
            if (!drop[i] && IsByPeer(i) == IsByPeer(index) && Compare(bytes, At(i) + StateAt, bytes, At(index) + StateAt, EntryBytes - StateAt) == 0 && sum < AmountEnd)
            {
                Write48(bytes, At(i) + HashBytes, sum);
                return true;
            }
        }

        return false;
    }
}
