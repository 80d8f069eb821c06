using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>What happens to a volume between boots: rot, falling back, a silent format, and hands with a flash programmer.</summary>
public sealed partial class SimulatedStorage
{
    private const int HistoryLength = 16;

    private readonly Dictionary<string, List<Dictionary<string, byte[]>>> _history = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _marginalReads = new(StringComparer.Ordinal);

    /// <summary>Keep fallback copies of every directory for <see cref="RollBackDirectory"/>; off by default because it copies much.</summary>
    public bool KeepsHistory { get; set; }

    /// <summary>The whole content: what an attacker with a flash programmer takes home.</summary>
    public byte[] TakeImage() => StorageImage.Encode(_directories, _files);

    /// <summary>Replaces the whole content by an image, perhaps an older one.</summary>
    public void RestoreImage(byte[] image)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        HashSet<string> directories = new(StringComparer.Ordinal);
        StorageImage.Decode(image, directories, files);
        Become(directories, files);
        Save();
    }

    private bool Load(ImageFile file)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        HashSet<string> directories = new(StringComparer.Ordinal);
        bool isThere = file.Load(directories, files);
        Become(directories, files);
        return isThere;
    }

    private void Become(HashSet<string> directories, Dictionary<string, byte[]> files)
    {
        Forget();
        _directories.UnionWith(directories);
        foreach (KeyValuePair<string, byte[]> file in files)
        {
            Hold(file.Key, file.Value);
        }

        foreach (string directory in _directories.Append(""))
        {
            Remember(directory);
        }
    }

    /// <summary>
    /// An independent volume in memory with the same content, in power and without plans. It can fall back as far as this one, where this one
    /// keeps history.
    /// </summary>
    public SimulatedStorage Fork()
    {
        SimulatedStorage fork = new(_blockCount) { KeepsHistory = KeepsHistory };
        foreach (KeyValuePair<string, List<Dictionary<string, byte[]>>> directory in _history)
        {
            fork._history[directory.Key] = [.. directory.Value];
        }

        fork._directories.UnionWith(_directories);
        foreach (KeyValuePair<string, byte[]> file in _files)
        {
            fork.Hold(file.Key, file.Value);
        }

        return fork;
    }

    /// <summary>A mount failed at boot and the runtime formatted the volume without a word.</summary>
    public void FormatVolume()
    {
        Forget();
        Save();
    }

    /// <summary>The durable content of a file without touching flash: the view of a test or a programmer; null when missing.</summary>
    public byte[]? Peek(string path) => _files.TryGetValue(path, out byte[]? content) ? [.. content] : null;

    /// <summary>Writes past the file system: null removes the file.</summary>
    public void Poke(string path, byte[]? content)
    {
        Drop(path);
        if (content != null)
        {
            Hold(path, [.. content]);
        }

        Save();
    }

    /// <summary>One bit of a file turns over.</summary>
    public void FlipBit(string path, int bit) => Poke(path, Flipped(_files[path], bit));

    /// <summary>The next reads of a file fail in turn by a wrong bit, an error, or "not found"; then it is well again.</summary>
    public void MakeMarginal(string path, int badReads) => _marginalReads[path] = badReads;

    /// <summary>The directories that could fall back: those that were written since history is kept.</summary>
    public IReadOnlyList<string> DirectoriesWithHistory => [.. _history.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How many commits ago a directory last held something else than any content counted before: where falling back makes a difference.</summary>
    public IReadOnlyList<int> DistinctFallbacks(string directory)
    {
        List<Dictionary<string, byte[]>> states = _history[directory];
        List<int> distinct = [0];
        for (int commits = 1; commits < states.Count; commits++)
        {
            if (!distinct.Exists(other => IsSame(states[^(1 + commits)], states[^(1 + other)])))
            {
                distinct.Add(commits);
            }
        }

        return distinct[1..];
    }

    /// <summary>
    /// A damaged commit looks like the end of the log: littlefs silently shows what the directory held some commits ago (at most 15,
    /// as far as history was kept).
    /// </summary>
    public bool RollBackDirectory(string directory, int commits)
    {
        if (!_history.TryGetValue(directory, out List<Dictionary<string, byte[]>>? states) || states.Count <= commits)
        {
            return false;
        }

        Dictionary<string, byte[]> then = states[states.Count - 1 - commits];
        foreach (string path in _files.Keys.Where(path => DirectoryOf(path) == directory).ToArray())
        {
            Drop(path);
        }

        foreach (KeyValuePair<string, byte[]> file in then)
        {
            Hold(file.Key, file.Value);
        }

        Save();
        return true;
    }

    /// <summary>What a read sees of a file: three kinds of failure in turn while it is marginal.</summary>
    private byte[] Aged(string path, byte[] content)
    {
        if (!_marginalReads.TryGetValue(path, out int left) || left == 0)
        {
            return [.. content];
        }

        _marginalReads[path] = left - 1;
        return (left % 3) switch
        {
            0 => null!,
            1 => throw new StorageException("open failed"),
            _ => Flipped(content, 8 * (content.Length / 2)),
        };
    }

    private void Remember(string directory)
    {
        if (!KeepsHistory)
        {
            return;
        }

        if (!_history.TryGetValue(directory, out List<Dictionary<string, byte[]>>? states))
        {
            _history[directory] = states = [];
        }

        Dictionary<string, byte[]> state = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, byte[]> file in _files)
        {
            if (IsIn(file.Key, directory))
            {
                state.Add(file.Key, file.Value);
            }
        }

        states.Add(state);
        if (states.Count > HistoryLength)
        {
            states.RemoveAt(0);
        }
    }

    private static bool IsIn(string path, string directory) => directory.Length == 0
        ? !path.Contains('/', StringComparison.Ordinal)
        : path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory, StringComparison.Ordinal);

    private static bool IsSame(Dictionary<string, byte[]> left, Dictionary<string, byte[]> right) =>
        left.Count == right.Count
        && left.All(file => right.TryGetValue(file.Key, out byte[]? content) && file.Value.AsSpan().SequenceEqual(content));

    private static byte[] Flipped(byte[] content, int bit)
    {
        byte[] copy = [.. content];
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
