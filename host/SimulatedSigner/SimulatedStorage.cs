using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// A flash volume that keeps exactly the promises of the real one and breaks everything that the real one may break.
/// <para>
/// It behaves like nanoFramework's file streams on littlefs: replacing a file is atomic at its close; a new file is there, empty, from
/// its open on; opening for reading writes, too; directories must exist; directories and files take blocks until none is left. Every
/// call is a series of <see cref="StorageOperation"/>s. Power can be cut in each of them with each outcome that the step allows
/// (<see cref="CutPowerAt"/>), or a step can fail with <see cref="StorageException"/> (<see cref="FailAt"/>).
/// </para>
/// <para>
/// Between boots it ages (SimulatedStorage.Aging.cs): bits rot, reads are marginal, a directory falls back to older content, the volume
/// is formatted, an older image is restored. In memory, or kept in one image file (<see cref="ImageFile"/>).
/// </para>
/// </summary>
public sealed partial class SimulatedStorage : IStorage
{
    private const int BlocksPerDirectory = 2;

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _liveBytes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);
    private readonly int _blockCount;
    private readonly ImageFile? _imageFile;

    private long _cutAt = -1;
    private Func<StorageOperation, StorageOutcome> _cutOutcome = _ => StorageOutcome.Old;
    private long _failAt = -1;
    private StorageOutcome _failOutcome;

    /// <summary>An empty volume in memory: 64 blocks of 4 KB are the 256 KB of a 4 MB board.</summary>
    public SimulatedStorage(int blockCount = 64)
        : this(blockCount, null)
    {
    }

    private SimulatedStorage(int blockCount, ImageFile? imageFile)
    {
        _blockCount = blockCount;
        _imageFile = imageFile;
    }

    /// <summary>Operations so far; the next one has this number.</summary>
    public long OperationCount { get; private set; }

    /// <summary>False from a power cut until <see cref="PowerOn"/>: every call throws <see cref="PowerCutException"/>.</summary>
    public bool IsPowered { get; private set; } = true;

    /// <summary>Why the image file could not be written, from when on nothing works any more; null while all is well.</summary>
    public string? Trouble { get; private set; }

    public StorageWear Wear { get; } = new();

    /// <summary>When set, every operation is added to it before it happens.</summary>
    public IList<StorageOperation>? Trace { get; set; }

    /// <summary>
    /// When set, it is shown for every operation, and for each outcome of a cut in it, the volume that such a cut would leave. So one run
    /// shows all its cuts, without being cut.
    /// </summary>
    public Action<StorageOperation, StorageOutcome, SimulatedStorage>? Branch { get; set; }

    /// <summary>The paths of all files, sorted.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The volume in an image file, which is created when it is missing. One process at a time.</summary>
    public static SimulatedStorage OnFile(string imagePath, int blockCount = 64)
    {
        ImageFile file = new(imagePath);
        SimulatedStorage storage = new(blockCount, file);
        storage.Load(file);
        return storage;
    }

    /// <summary>A volume in memory with the content of an image file, which stays as it is.</summary>
    public static SimulatedStorage CopyOfFile(string imagePath)
    {
        SimulatedStorage storage = new();
        return storage.Load(new ImageFile(imagePath)) ? storage : throw new FileNotFoundException("no such image file", imagePath);
    }

    public byte[] Read(string path)
    {
        RequirePower();
        if (!_files.TryGetValue(path, out byte[]? content))
        {
            return null!;
        }

        Enter(StorageStep.OpenExisting, path, null);
        Wear.CountRead();
        Wear.CountOpen(content.Length, LiveBytes(DirectoryOf(path)));
        return Aged(path, content);
    }

    public void Write(string path, byte[] content)
    {
        RequirePower();
        string directory = DirectoryOf(path);
        if (!_directories.Contains(directory) && directory.Length != 0)
        {
            throw new StorageException("the directory does not exist");
        }

        byte[] copy = [.. content];
        if (_files.TryGetValue(path, out byte[]? old))
        {
            Enter(StorageStep.OpenExisting, path, copy);
            Wear.CountOpen(old.Length, LiveBytes(directory));
            Enter(StorageStep.WriteExisting, path, copy);
            RequireBlocks(BlocksOf(copy.Length) - BlocksOf(old.Length));
            Enter(StorageStep.CloseExisting, path, copy);
        }
        else
        {
            RequireBlocks(BlocksOf(copy.Length));
            Enter(StorageStep.OpenNew, path, copy);
            Put(path, []);
            Wear.CountCommit(0, LiveBytes(directory));
            Wear.CountCommit(0, LiveBytes(directory));
            Enter(StorageStep.WriteNew, path, copy);
            Enter(StorageStep.CloseNew, path, copy);
        }

        Put(path, copy);
        Wear.CountContent(copy.Length);
        Wear.CountCommit(copy.Length, LiveBytes(directory));
        Wear.CountChange();
    }

    public void MakeDirectory(string path)
    {
        RequirePower();
        if (_directories.Contains(path))
        {
            return;
        }

        RequireBlocks(BlocksPerDirectory);
        Enter(StorageStep.MakeDirectory, path, null);
        Make(path);
        Wear.CountDirectory(LiveBytes(DirectoryOf(path)));
        Wear.CountChange();
    }

    public void Delete(string path)
    {
        RequirePower();
        if (!_files.ContainsKey(path))
        {
            return;
        }

        Enter(StorageStep.Delete, path, null);
        Remove(path);
        Wear.CountCommit(0, LiveBytes(DirectoryOf(path)));
        Wear.CountChange();
    }

    /// <summary>Cuts power in the operation with this number; <paramref name="outcome"/> must be one that its step allows.</summary>
    public void CutPowerAt(long operation, StorageOutcome outcome) => CutPowerAt(operation, _ => outcome);

    /// <summary>Cuts power in the operation with this number, whatever it turns out to be; the outcome is chosen among those that it allows.</summary>
    public void CutPowerAt(long operation, Func<StorageOperation, StorageOutcome> chooseOutcome)
    {
        _cutAt = operation;
        _cutOutcome = chooseOutcome;
    }

    /// <summary>Lets the operation with this number fail; the file stays stuck until the next boot, as on the device.</summary>
    public void FailAt(long operation, StorageOutcome outcome)
    {
        _failAt = operation;
        _failOutcome = outcome;
    }

    /// <summary>Cuts power now, between two operations.</summary>
    public void CutPower() => IsPowered = false;

    /// <summary>Power is back: what was durable is there. Plans for cuts and failures are forgotten.</summary>
    public void PowerOn()
    {
        IsPowered = true;
        _cutAt = -1;
        _failAt = -1;
        _stuck.Clear();
    }

    private void Enter(StorageStep step, string path, byte[]? content)
    {
        StorageOperation operation = new(OperationCount, step, path);
        Trace?.Add(operation);
        OperationCount++;
        if (Branch != null)
        {
            foreach (StorageOutcome outcome in operation.Outcomes)
            {
                SimulatedStorage cut = Fork();
                cut.Leave(operation, outcome, content);
                Branch(operation, outcome, cut);
            }
        }

        if (operation.Number == _cutAt)
        {
            Leave(operation, _cutOutcome(operation), content);
            IsPowered = false;
            throw new PowerCutException();
        }

        if (operation.Number == _failAt)
        {
            Leave(operation, _failOutcome, content);
            _stuck.Add(path);
        }

        if (_stuck.Contains(path))
        {
            throw new StorageException("close failed");
        }
    }

    private void Leave(StorageOperation operation, StorageOutcome outcome, byte[]? content)
    {
        if (!operation.Outcomes.Contains(outcome))
        {
            throw new ArgumentException($"{operation.Step} cannot leave {outcome}");
        }

        switch (outcome)
        {
            case StorageOutcome.New when operation.Step == StorageStep.MakeDirectory:
                Make(operation.Path);
                break;
            case StorageOutcome.New:
                Put(operation.Path, content!);
                break;
            case StorageOutcome.Empty:
                Put(operation.Path, []);
                break;
            case StorageOutcome.Missing:
                Remove(operation.Path);
                break;
        }
    }

    private void Put(string path, byte[] content)
    {
        Drop(path);
        Hold(path, content);
        Remember(DirectoryOf(path));
        Keep(image => image.TryPut(path, content));
    }

    private void Remove(string path)
    {
        Drop(path);
        Remember(DirectoryOf(path));
        Keep(image => image.TryRemove(path));
    }

    private void Make(string directory)
    {
        _directories.Add(directory);
        Keep(image => image.TryMakeDirectory(directory));
    }

    private void Hold(string path, byte[] content)
    {
        _files.Add(path, content);
        string directory = DirectoryOf(path);
        _liveBytes[directory] = LiveBytes(directory) + StorageWear.PaddedBytes(content.Length);
    }

    private void Drop(string path)
    {
        if (_files.Remove(path, out byte[]? content))
        {
            _liveBytes[DirectoryOf(path)] -= StorageWear.PaddedBytes(content.Length);
        }
    }

    private void Forget()
    {
        _files.Clear();
        _directories.Clear();
        _liveBytes.Clear();
        _history.Clear();
    }

    /// <summary>What the host's disk does not take did not happen on the chip either: its power is gone, and <see cref="Trouble"/> says why.</summary>
    private void Keep(Func<ImageFile, bool> change)
    {
        try
        {
            if (_imageFile != null && !change(_imageFile))
            {
                Save();
            }
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            Trouble = unwritten.Message;
            IsPowered = false;
            throw new PowerCutException();
        }
    }

    private void Save() => _imageFile?.Replace(TakeImage());

    private void RequirePower()
    {
        if (!IsPowered)
        {
            throw new PowerCutException();
        }
    }

    private void RequireBlocks(int more)
    {
        if (more > 0 && UsedBlocks() + more > _blockCount)
        {
            throw new StorageException("no space left");
        }
    }

    private int UsedBlocks() =>
        (BlocksPerDirectory * (1 + _directories.Count)) + _files.Values.Sum(content => BlocksOf(content.Length));

    private int LiveBytes(string directory) => _liveBytes.GetValueOrDefault(directory);

    private static int BlocksOf(int contentBytes) =>
        contentBytes > StorageWear.InlineBytesMax ? (contentBytes + StorageWear.BlockBytes - 1) / StorageWear.BlockBytes : 0;

    private static string DirectoryOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }
}
