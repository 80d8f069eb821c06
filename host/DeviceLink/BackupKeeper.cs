using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>Keeps the backup of whichever device answers, in a folder: durable before the answer that brought a new state goes on. For one client, on its asking thread.</summary>
internal sealed class BackupKeeper(string folder) : IDisposable
{
    private BackupFile? _file;
    private byte[]? _volumeId;

    /// <summary>A reply came with this receipt.</summary>
    /// <exception cref="BackupException">The disk does not take it.</exception>
    public void Keep(byte[] volumeId, byte[] receipt, Func<byte[], Reply> ask)
    {
        ulong sequence = SignerBackup.SequenceOf(receipt);
        if (sequence == 0)
        {
            // Of a device without an open journal.
            return;
        }

        try
        {
            if (_volumeId == null || !volumeId.AsSpan().SequenceEqual(_volumeId))
            {
                _file?.Dispose();
                _file = null;
                _file = BackupFile.Open(BackupFile.PathOf(folder, volumeId), volumeId);
                _volumeId = volumeId;
            }

            if (_file!.Sequence < sequence)
            {
                _file.CatchUp(ask);
            }
        }
        catch (Exception unwritten) when (unwritten is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _volumeId = null;
            throw new BackupException("the backup of the signer cannot be written: " + unwritten.Message, unwritten);
        }
    }

    public void Dispose() => _file?.Dispose();
}
