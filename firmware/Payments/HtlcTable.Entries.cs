using System;
using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Payments;

/// <content>The entries and their states.</content>
public sealed partial class HtlcTable
{
    /// <summary>Adds what this channel counts of the hash at <paramref name="offset"/> of <paramref name="source"/>.</summary>
    /// <param name="isClosing">True for a channel that only ends: what comes in there is no longer counted on.</param>
    internal void AddTo(HashSum sum, byte[] source, int offset, bool isClosing)
    {
        int at = FirstOf(source, offset);
        for (; at < Count && CompareHash(at, source, offset) == 0; at++)
        {
            bool isOpen = HasState(at, InFlight);
            if (IsByPeer(at))
            {
                if (IsWhole && Counts(at, true))
                {
                    sum.AddIn(AmountOf(at), ExpiryAt(at), !isOpen, isClosing);
                }
            }
            else if (Counts(at, false))
            {
                sum.AddOut(AmountOf(at), ExpiryAt(at), isOpen);
            }
        }
    }

    /// <summary>True when a payment of this hash is in flight on a live commitment.</summary>
    internal bool IsOpen(byte[] source, int offset)
    {
        int at = FirstOf(source, offset);
        bool isOpen = false;
        for (; at < Count && CompareHash(at, source, offset) == 0; at++)
        {
            isOpen |= HasState(at, InFlight);
        }

        return isOpen;
    }

    /// <summary>The same of a payment that leaves the holder.</summary>
    internal bool IsOutgoingOpen(byte[] source, int offset)
    {
        bool isOpen = false;
        for (int at = FirstOf(source, offset); at < Count && CompareHash(at, source, offset) == 0; at++)
        {
            isOpen |= !IsByPeer(at) && HasState(at, InFlight);
        }

        return isOpen;
    }

    /// <summary>The payment to the peer with these numbers that is in flight; -1 where there is none, -2 where others of its hash have the same amount.</summary>
    public int OutgoingOf(Htlc htlc)
    {
        byte[] key = KeyOf(htlc);
        int found = -1;
        int count = 0;
        for (int at = FirstOf(key, 0); at < Count && CompareHash(at, key, 0) == 0; at++)
        {
            if (!IsByPeer(at) && AmountOf(at) == htlc.AmountMsat)
            {
                count++;
                found = ExpiryAt(at) == htlc.Expiry && HasState(at, InFlight) ? at : found;
            }
        }

        return found >= 0 && count != 1 ? -2 : found;
    }

    /// <summary>The table of a channel that ended on chain, where a payment to the peer came back: whatever a commitment says of it.</summary>
    public HtlcTable WithReturned(int index)
    {
        HtlcTable table = new HtlcTable(Copy());
        ulong amount = AmountOf(index);
        for (int column = 0; column < Columns; column++)
        {
            if (IsLive(column))
            {
                int state = State(index, column);
                if (column != Previous && (state == InFlight || state == Received) && MostMsat(column) + amount < AmountEnd)
                {
                    table.SetBalance(column, LeastMsat(column) + amount, MostMsat(column) + amount);
                }

                table.SetState(index, column, Returned);
            }
        }

        return table.Compact();
    }

    internal int State(int index, int column)
    {
        int at = At(index) + StateAt;
        return (((_bytes[at] << 8) | _bytes[at + 1]) >> (2 * column)) & 3;
    }

    internal void SetState(int index, int column, int state)
    {
        int at = At(index) + StateAt;
        int states = ((_bytes[at] << 8) | _bytes[at + 1]) & ~(3 << (2 * column));
        states |= state << (2 * column);
        _bytes[at] = (byte)(states >> 8);
        _bytes[at + 1] = (byte)states;
    }

    internal bool IsByPeer(int index)
    {
        return (_bytes[At(index) + DirectionAt] & ByPeer) != 0;
    }

    /// <summary>The amount of an entry, millisatoshi.</summary>
    public ulong AmountOf(int index)
    {
        return Read48(_bytes, At(index) + HashBytes);
    }

    internal uint ExpiryAt(int index)
    {
        int at = At(index) + DirectionAt;
        return ((uint)(_bytes[at] & ~ByPeer) << 24) | ((uint)_bytes[at + 1] << 16) | ((uint)_bytes[at + 2] << 8) | _bytes[at + 3];
    }

    internal byte[] PrefixAt(int index)
    {
        return PrefixOf(_bytes, At(index));
    }

    /// <summary>What approvals know of the payment hash at an offset.</summary>
    public static byte[] PrefixOf(byte[] source, int offset)
    {
        byte[] prefix = new byte[PrefixBytes];
        Array.Copy(source, offset, prefix, 0, PrefixBytes);
        return prefix;
    }

    /// <summary>The table with a ghost of the hash at an offset, which no HTLC has left behind.</summary>
    /// <param name="column">Where it counts; <see cref="Columns"/>: on every live one.</param>
    internal HtlcTable WithGhost(byte[] source, int offset, bool isByPeer, ulong amountMsat, int column)
    {
        byte[] key = new byte[EntryBytes];
        Array.Copy(source, offset, key, 0, HashBytes);
        Write48(key, HashBytes, amountMsat);
        key[DirectionAt] = isByPeer ? ByPeer : (byte)0;
        int states = 0;
        for (int i = 0; i < Columns; i++)
        {
            states |= i == column || (column == Columns && IsLive(i)) ? Received << (2 * i) : 0;
        }

        key[StateAt] = (byte)(states >> 8);
        key[StateAt + 1] = (byte)states;
        return Inserting(key);
    }

    internal byte[] Copy()
    {
        byte[] copy = new byte[_bytes.Length];
        Array.Copy(_bytes, 0, copy, 0, copy.Length);
        return copy;
    }

    internal byte[] Raw
    {
        get { return _bytes; }
    }

    internal static int At(int index)
    {
        return HeaderBytes + EntryBytes * index;
    }

    /// <summary>The first entry of the hash at an offset, or where it would be.</summary>
    internal int FirstOf(byte[] source, int offset)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (CompareHash(middle, source, offset) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    internal bool IsOtherHash(int index, byte[] source, int offset)
    {
        return CompareHash(index, source, offset) != 0;
    }

    /// <summary>The first entry after <paramref name="index"/> that has another hash.</summary>
    internal int EndOfHash(int index)
    {
        int end = index + 1;
        while (end < Count && Compare(_bytes, At(index), _bytes, At(end), HashBytes) == 0)
        {
            end++;
        }

        return end;
    }

    /// <summary>The next entry from <paramref name="index"/> on with all these numbers; -1 when there is none.</summary>
    internal int NextOf(byte[] key, int index)
    {
        for (; index < Count && CompareHash(index, key, 0) == 0; index++)
        {
            if (Compare(_bytes, At(index) + HashBytes, key, HashBytes, KeyBytes - HashBytes) == 0)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The bytes of an HTLC without its states.</summary>
    internal static byte[] KeyOf(Htlc htlc)
    {
        if (htlc.AmountMsat >= AmountEnd || htlc.Expiry >= Amounts.ExpiryEnd || htlc.PaymentHash.Length != HashBytes)
        {
            throw new MalformedException("an HTLC that no channel can hold");
        }

        byte[] key = new byte[EntryBytes];
        Array.Copy(htlc.PaymentHash, 0, key, 0, HashBytes);
        Write48(key, HashBytes, htlc.AmountMsat);
        key[DirectionAt] = (byte)((htlc.Expiry >> 24) | (htlc.IsOfferedByPeer ? ByPeer : 0u));
        key[DirectionAt + 1] = (byte)(htlc.Expiry >> 16);
        key[DirectionAt + 2] = (byte)(htlc.Expiry >> 8);
        key[DirectionAt + 3] = (byte)htlc.Expiry;
        return key;
    }

    /// <summary>The table with one more entry: a place does not depend on the order in which entries come.</summary>
    internal HtlcTable Inserting(byte[] key)
    {
        int index = FirstOf(key, 0);
        while (index < Count && CompareHash(index, key, 0) == 0 && Compare(_bytes, At(index), key, 0, KeyBytes) <= 0)
        {
            index++;
        }

        byte[] bytes = new byte[_bytes.Length + EntryBytes];
        Array.Copy(_bytes, 0, bytes, 0, At(index));
        Array.Copy(key, 0, bytes, At(index), EntryBytes);
        Array.Copy(_bytes, At(index), bytes, At(index + 1), _bytes.Length - At(index));
        return new HtlcTable(bytes);
    }

    // An entry counts nowhere any more when nothing of it is in flight and it was not received wherever it can be: an outgoing one that all have returned, an incoming
    // one that one side lacks.
    private HtlcTable Compact()
    {
        bool[] drop = new bool[Count];
        bool isChanged = false;
        for (int i = 0; i < drop.Length; i++)
        {
            drop[i] = !HasState(i, InFlight) && !Counts(i, IsByPeer(i));
            isChanged |= drop[i];
        }

        return isChanged ? Dropping(drop) : this;
    }

    private HtlcTable Dropping(bool[] drop)
    {
        int kept = 0;
        for (int i = 0; i < drop.Length; i++)
        {
            kept += drop[i] ? 0 : 1;
        }

        byte[] bytes = new byte[At(kept)];
        Array.Copy(_bytes, 0, bytes, 0, HeaderBytes);
        kept = 0;
        for (int i = 0; i < drop.Length; i++)
        {
            if (!drop[i])
            {
                Array.Copy(_bytes, At(i), bytes, At(kept++), EntryBytes);
            }
        }

        return new HtlcTable(bytes);
    }

    // Whether all (or any) live columns have it in flight or received; what a column does not know or has returned does not count.
    private bool Counts(int index, bool onAll)
    {
        bool any = false;
        bool all = true;
        for (int column = 0; column < Columns; column++)
        {
            if (IsLive(column))
            {
                int state = State(index, column);
                bool counts = state == InFlight || state == Received;
                any |= counts;
                all &= counts;
            }
        }

        return onAll ? any && all : any;
    }

    private bool HasState(int index, int wanted)
    {
        for (int column = 0; column < Columns; column++)
        {
            if (IsLive(column) && State(index, column) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOver(int from, int end)
    {
        bool isOver = true;
        for (int i = from; i < end; i++)
        {
            isOver &= !HasState(i, InFlight);
        }

        return isOver;
    }

    private void Move(int from, int to)
    {
        for (int i = 0; i < Count; i++)
        {
            SetState(i, to, State(i, from));
        }

        SetBalance(to, LeastMsat(from), MostMsat(from));
        SetUnlisted(to, UnlistedMsat(from));
        SetLive(to);
        Clear(from);
    }

    private void Clear(int column)
    {
        _bytes[1] = (byte)(_bytes[1] & ~(1 << column));
        for (int i = 0; i < Count; i++)
        {
            SetState(i, column, NotYet);
        }

        SetUnlisted(column, 0);
        if (column != Previous)
        {
            SetBalance(column, 0, 0);
        }
    }

    private void SetLive(int column)
    {
        _bytes[1] = (byte)(_bytes[1] | (1 << column));
    }

    private void SetBalance(int column, ulong least, ulong most)
    {
        SetU48(BalancesAt + 12 * (column - 1), least);
        SetU48(BalancesAt + 12 * (column - 1) + 6, most);
    }

    private void SetUnlisted(int column, long msat)
    {
        SetU48(UnlistedAt + 6 * column, (ulong)msat & (AmountEnd - 1));
    }

    private ulong U48(int at)
    {
        return Read48(_bytes, at);
    }

    private void SetU48(int at, ulong value)
    {
        Write48(_bytes, at, value);
    }

    private static ulong Read48(byte[] bytes, int at)
    {
        uint low = ((uint)bytes[at + 2] << 24) | ((uint)bytes[at + 3] << 16) | ((uint)bytes[at + 4] << 8) | bytes[at + 5];
        return ((ulong)(uint)((bytes[at] << 8) | bytes[at + 1]) << 32) | low;
    }

    private static void Write48(byte[] bytes, int at, ulong value)
    {
        Check.That(value < AmountEnd, "what is counted has 48 bits");
        uint low = (uint)value;
        uint high = (uint)(value >> 32);
        bytes[at] = (byte)(high >> 8);
        bytes[at + 1] = (byte)high;
        bytes[at + 2] = (byte)(low >> 24);
        bytes[at + 3] = (byte)(low >> 16);
        bytes[at + 4] = (byte)(low >> 8);
        bytes[at + 5] = (byte)low;
    }

    // A source that ends within the hash, as that of an approval does, is compared as far as it goes.
    private int CompareHash(int index, byte[] source, int offset)
    {
        int left = source.Length - offset;
        return Compare(_bytes, At(index), source, offset, left < HashBytes ? left : HashBytes);
    }

    private static int Compare(byte[] one, int oneAt, byte[] other, int otherAt, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int difference = one[oneAt + i] - other[otherAt + i];
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }
}
