namespace Holdfast.Channels;

/// <summary>
/// Which slot of the journal holds what (firmware/Journal/FORMAT.md): slot 0 is the device's own, the channels have those from <see cref="ChannelBook.FirstSlot"/> up to
/// <see cref="EndOfChannels"/>, and the last ones are the owner's. Host programs read the journal by the same table.
/// </summary>
public static class JournalSlots
{
    /// <summary>The slot behind the last channel's.</summary>
    public static int EndOfChannels(int slotCount)
    {
        return Vault(slotCount);
    }

    public static int Vault(int slotCount)
    {
        return slotCount - 3;
    }

    public static int Approvals(int slotCount)
    {
        return slotCount - 2;
    }

    /// <summary>The block chain, what fees have come to, and the owner's limits.</summary>
    public static int Chain(int slotCount)
    {
        return slotCount - 1;
    }
}
