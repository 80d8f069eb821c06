using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// Reads that do not believe the first failure. A power cut can leave flash cells that read as 0 one time and as 1 the next; such a
/// file is "not found", short, or fails its MAC, and is well again at the next attempt (measured, see DESIGN.md).
/// </summary>
public static class StableRead
{
    private static readonly byte[] s_unreadable = new byte[1];

    /// <summary>
    /// A file of exactly so many bytes, as soon as one attempt yields it; otherwise the best that was seen. Null or empty only when every attempt
    /// found the file missing or empty: a file that cannot be read exists, and comes back as one byte, which no file of the journal has.
    /// </summary>
    public static byte[] File(IStorage storage, string path, int lengthBytes)
    {
        byte[] best = null;
        for (int attempt = 0; attempt < JournalLayout.ReadAttempts; attempt++)
        {
            byte[] content = Once(storage, path);
            if (content != null && content.Length == lengthBytes)
            {
                return content;
            }

            if (content != null && (best == null || content.Length > best.Length))
            {
                best = content;
            }
        }

        return best;
    }

    /// <summary>The entry in a file; null when no attempt finds one that opens.</summary>
    public static JournalEntry Entry(IStorage storage, string path, RecordCodec codec)
    {
        for (int attempt = 0; attempt < JournalLayout.ReadAttempts; attempt++)
        {
            JournalEntry entry = codec.OpenEntry(Once(storage, path));
            if (entry != null)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The content of an attachment file whose MAC a slot's entry names; null when no attempt finds it.</summary>
    public static byte[] Attachment(IStorage storage, string path, int slot, byte[] mac, RecordCodec codec)
    {
        for (int attempt = 0; attempt < JournalLayout.ReadAttempts; attempt++)
        {
            byte[] content = Once(storage, path);
            if (codec.OpenAttachment(slot, mac, content) != null)
            {
                return content;
            }
        }

        return null;
    }

    /// <summary>One attempt: the content, null when the file is missing, one byte when reading failed.</summary>
    public static byte[] Once(IStorage storage, string path)
    {
        try
        {
            return storage.Read(path);
        }
        catch (StorageException)
        {
            // The same cells that fail an open now may let the next one pass; the caller decides what a lasting failure means.
            return s_unreadable;
        }
    }
}
