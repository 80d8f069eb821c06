using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// Every channel the signer knows, by the slot of the journal that holds it. Memory only: what stands here was written down before.
/// Slot 0 belongs to the device itself (<see cref="ForgottenChannels"/>), channels have the slots from 1 on.
/// </summary>
public sealed class ChannelBook
{
    public const int FirstSlot = 1;

    private readonly Channel[] _slots;

    /// <summary>A book for <paramref name="slotCount"/> slots, slot 0 included.</summary>
    public ChannelBook(int slotCount)
    {
        _slots = new Channel[slotCount];
    }

    public int SlotCount
    {
        get { return _slots.Length; }
    }

    public int Count
    {
        get
        {
            int count = 0;
            for (int slot = FirstSlot; slot < _slots.Length; slot++)
            {
                if (_slots[slot] != null)
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
        return _slots[slot];
    }

    /// <summary>Puts a channel, or null, into its slot. Only after the journal has it.</summary>
    public void Set(int slot, Channel channel)
    {
        Check.That(slot >= FirstSlot && slot < _slots.Length, "channels have slots from 1 on");
        _slots[slot] = channel;
    }

    /// <summary>The slot of the channel with this 16-byte name; -1 when there is none.</summary>
    public int SlotOf(byte[] channelId)
    {
        for (int slot = FirstSlot; slot < _slots.Length; slot++)
        {
            if (_slots[slot] != null && Check.Same(_slots[slot].Id, channelId))
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The lowest empty slot; -1 when the book is full.</summary>
    public int FreeSlot()
    {
        for (int slot = FirstSlot; slot < _slots.Length; slot++)
        {
            if (_slots[slot] == null)
            {
                return slot;
            }
        }

        return -1;
    }
}
