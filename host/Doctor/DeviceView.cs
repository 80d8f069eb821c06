using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Doctor;

/// <summary>One channel as the device holds it.</summary>
/// <param name="Slot">Of the journal.</param>
/// <param name="Sequence">Of the commit that wrote it last: sorting by it gives the order of events.</param>
public sealed record DeviceChannel(int Slot, ulong Sequence, Channel Channel)
{
    /// <summary>The newest number of the peer's commitment that was signed; null before the first.</summary>
    public ulong? CounterpartyNumber => Channel.SignedCount == 0 ? null : Channel.SignedCount - 1;
}

/// <summary>Everything that a device has promised, read without changing anything.</summary>
public sealed record DeviceView(StatusReply Status, ReceiptResult Receipt, IReadOnlyList<DeviceChannel> Channels)
{
    /// <summary>Asks an unlocked device slot by slot.</summary>
    /// <exception cref="SignerException">The device did not answer with what was asked for.</exception>
    public static DeviceView Read(SignerClient client)
    {
        List<DeviceChannel> channels = [];
        int slotCount = client.Ask(new ReadJournal { Slot = 0 }).SlotCountMax;
        for (int slot = ChannelBook.FirstSlot; slot < JournalSlots.EndOfChannels(slotCount); slot++)
        {
            ReadJournalReply reply = client.Ask(new ReadJournal { Slot = (ushort)slot });
            if (reply.IsUsed)
            {
                channels.Add(new DeviceChannel(slot, reply.Sequence, ChannelCodec.Decode(reply.Attachment, reply.Record)));
            }
        }

        return new DeviceView(client.Ask(new Status()), client.ReceiptResult, [.. channels.OrderBy(channel => channel.Sequence)]);
    }
}
