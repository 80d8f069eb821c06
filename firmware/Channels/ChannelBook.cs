using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// Every channel the signer knows, by the slot of the journal that holds it. Memory only: what is here was written down before.
/// Slot 0 belongs to the device itself (<see cref="ForgottenChannels"/>), channels have the slots from 1 on.
/// <para>
/// Ten channels as objects would take half of the chip's heap, so they are kept as the bytes of <see cref="ChannelCodec"/>, a third of that,
/// and one of them, the last one asked for, as an object too.
/// </para>
/// </summary>
public sealed class ChannelBook
{
    public const int FirstSlot = 1;

    private readonly byte[][] _ids;
    private readonly byte[][] _terms;
    private readonly byte[][] _records;
    private Channel _last;
    private int _lastSlot;

    /// <summary>A book for <paramref name="slotCount"/> slots, slot 0 included.</summary>
    public ChannelBook(int slotCount)
    {
        _ids = new byte[slotCount][];
        _terms = new byte[slotCount][];
        _records = new byte[slotCount][];
    }

    public int SlotCount
    {
        get { return _ids.Length; }
    }

    /// <summary>Channels that are not forgotten.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (int slot = FirstSlot; slot < _ids.Length; slot++)
            {
                if (_ids[slot] != null && !ChannelCodec.IsForgotten(_records[slot]))
                {
                    count++;
                }
            }

            return count;
        }
    }

    /// <summary>The channel in a slot, or null.</summary>
    public Channel At(int slot)
    {
        if (_ids[slot] == null)
        {
            return null;
        }

        if (_last == null || _lastSlot != slot)
        {
            _last = ChannelCodec.Decode(_ids[slot], _terms[slot], _records[slot]);
            _lastSlot = slot;
        }

        return _last;
    }

    /// <summary>Puts a channel into its slot, and the bytes that the journal has of it.</summary>
    /// <param name="terms">Null: those that the slot has already.</param>
    public void Set(int slot, Channel channel, byte[] record, byte[] terms)
    {
        Check.That(slot >= FirstSlot && slot < _ids.Length, "channels have slots from 1 on");
        Check.That(terms != null || Check.Same(_ids[slot], channel.Id), "a channel keeps its terms or brings others");
        _ids[slot] = channel.Id;
        _records[slot] = record;
        _terms[slot] = terms == null ? _terms[slot] : terms;
        _last = channel;
        _lastSlot = slot;
    }

    /// <summary>Empties a slot.</summary>
    public void Clear(int slot)
    {
        Check.That(slot >= FirstSlot && slot < _ids.Length, "channels have slots from 1 on");
        _ids[slot] = null;
        _records[slot] = null;
        _terms[slot] = null;
        _last = null;
    }

    /// <summary>The slot of the channel with this 16-byte name; -1 when there is none.</summary>
    public int SlotOf(byte[] channelId)
    {
        for (int slot = FirstSlot; slot < _ids.Length; slot++)
        {
            if (Check.Same(_ids[slot], channelId))
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The lowest empty slot; -1 when the book is full.</summary>
    public int FreeSlot()
    {
        for (int slot = FirstSlot; slot < _ids.Length; slot++)
        {
            if (_ids[slot] == null)
            {
                return slot;
            }
        }

        return -1;
    }
}
