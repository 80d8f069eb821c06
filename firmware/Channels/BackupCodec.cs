using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// The byte of a channel's record, where there is one, that counts states without a backup (firmware/Journal/FORMAT.md): the count in the lower
/// five bits, then a bit for each funding that counts.
/// </summary>
internal static class BackupCodec
{
    private const int FirstCounting = 32;
    private const int UnacknowledgedMax = FirstCounting - 1;

    public static void Write(ByteWriter writer, Channel channel)
    {
        if (!channel.CountsBackups)
        {
            return;
        }

        Check.That(channel.Unacknowledged >= 0 && channel.Unacknowledged <= UnacknowledgedMax, "a count of states has five bits");
        int backups = channel.Unacknowledged;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            backups |= channel.Fundings[i].CountsBackups ? FirstCounting << i : 0;
        }

        writer.U8((byte)backups);
    }

    public static void Read(ByteReader reader, Channel channel, bool isThere)
    {
        if (!isThere)
        {
            return;
        }

        int backups = reader.U8();
        channel.CountsBackups = true;
        channel.Unacknowledged = backups & UnacknowledgedMax;
        if (backups >= FirstCounting << channel.Fundings.Length || (ulong)channel.Unacknowledged > channel.SignedCount)
        {
            throw new MalformedException("record with impossible backups");
        }

        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            channel.Fundings[i].CountsBackups = (backups & (FirstCounting << i)) != 0;
        }
    }
}
