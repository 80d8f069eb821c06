using System;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Chain;

/// <summary>
/// The chain with the most work that the device was shown, as far as it has to remember it: the newest block, up to <see cref="DepthMax"/> blocks
/// below it, and what follows from all those before. Headers come from a host that may lie, leave out and stop, so each is checked by itself.
/// <para>
/// A header that extends the chain is taken at once. A branch is taken when it has more work, within one call of <see cref="Take"/>. A branch that
/// leaves the chain below the lowest block that is remembered is not known any more: its headers have no parent here.
/// </para>
/// <para>
/// What is not checked: that a block is not from the future (there is no clock), and anything inside of blocks, signet's signatures included.
/// </para>
/// </summary>
public sealed class HeaderChain
{
    /// <summary>How many of the newest blocks a reorganisation can replace.</summary>
    public const int DepthMax = 12;

    /// <summary>A branch that does not overtake within so many blocks is given up.</summary>
    public const int BranchBlocksMax = 24;

    /// <summary>The length of the record.</summary>
    public const int RecordBytes = 129;

    /// <summary>The median is that of so many blocks.</summary>
    private const int MedianBlocks = 11;

    private const uint TimeWarpSeconds = 600;
    private const byte Version = 1;

    private readonly ChainNetwork _network;
    private readonly uint[] _limit;

    // The times of the ten blocks before the lowest one, newest first; 0 where they are unknown (the checkpoint) or do not exist.
    private readonly uint[] _timesBefore = new uint[MedianBlocks - 1];

    private ChainPoint _lowest;
    private ChainPoint _branch;
    private int _branchBlocks;

    // Blocks of one period have one target; to divide for each would cost more than its hash.
    private uint _knownBits;
    private uint[] _knownTarget;
    private Work _knownWork;

    /// <summary>The chain that begins, and ends, at the network's checkpoint.</summary>
    public HeaderChain(ChainNetwork network)
        : this(network, network.Checkpoint, network.Checkpoint.Height, network.Checkpoint.Work)
    {
    }

    private HeaderChain(ChainNetwork network, ChainPoint lowest, int heightSeen, Work workSeen)
    {
        _network = network;
        _limit = Target.Decode(network.LimitBits);
        _lowest = lowest;
        Tip = lowest;
        HeightSeen = heightSeen;
        WorkSeen = workSeen;
    }

    /// <summary>The newest block.</summary>
    public ChainPoint Tip { get; private set; }

    /// <summary>The greatest height and work that the chain had; after a start of the device the tip is below them until the host shows the blocks again.</summary>
    public int HeightSeen { get; private set; }

    public Work WorkSeen { get; private set; }

    /// <summary>How often blocks were replaced since the start.</summary>
    public int Reorganisations { get; private set; }

    /// <summary>The lowest block that is remembered: a branch may leave the chain there.</summary>
    public ChainPoint Lowest
    {
        get { return _lowest; }
    }

    /// <summary>The device knows less of the chain than it has known: the newest blocks have to be shown again.</summary>
    public bool IsBehind
    {
        get { return WorkSeen.IsMoreThan(Tip.Work); }
    }

    /// <summary>The time that the network agrees on: the median of the newest eleven blocks.</summary>
    public uint MedianTime
    {
        get { return MedianAt(Tip); }
    }

    /// <summary>
    /// What <see cref="TimeSeen"/> is after a start with the record of now. It never falls: the lowest block stays in every branch, and is followed by as many as before.
    /// </summary>
    public uint TimeWritten
    {
        get { return TimeAt(_lowest); }
    }

    /// <summary>The median time, and ten minutes for each block that was shown before the last start and has to be shown again.</summary>
    public uint TimeSeen
    {
        get { return TimeAt(Tip); }
    }

    /// <summary>The block with this hash among those that are remembered; null when there is none.</summary>
    public ChainPoint Find(byte[] hash)
    {
        return FindFrom(Tip, hash);
    }

    /// <summary>
    /// Takes headers one after the other until one has a fault; those before it stay. <paramref name="taken"/> is how many there were. Headers that are
    /// known are passed over.
    /// </summary>
    public HeaderFault Take(byte[] headers, out int taken)
    {
        _branch = null;
        taken = 0;
        for (int at = 0; at < headers.Length; at += BlockHeader.Bytes)
        {
            HeaderFault fault = Take(new BlockHeader(headers, at));
            if (fault != HeaderFault.None)
            {
                _branch = null;
                return fault;
            }

            taken++;
        }

        bool isLighter = _branch != null;
        _branch = null;
        return isLighter ? HeaderFault.LessWork : HeaderFault.None;
    }

    /// <summary>What survives the power: the lowest block and what follows from those before it. FORMAT.md has the table.</summary>
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(RecordBytes);
        writer.U8(Version);
        writer.U32((uint)_lowest.Height);
        writer.Bytes(_lowest.Hash);
        writer.U32(_lowest.Time);
        writer.U32(_lowest.Bits);
        writer.U32(_lowest.PeriodTime);
        writer.U32(_lowest.PeriodBits);
        _lowest.Work.Encode(writer);
        for (int i = 0; i < _timesBefore.Length; i++)
        {
            writer.U32(_timesBefore[i]);
        }

        writer.U32((uint)HeightSeen);
        WorkSeen.Encode(writer);
        return writer.ToArray();
    }

    public static HeaderChain Decode(ChainNetwork network, byte[] record)
    {
        ByteReader reader = new ByteReader(record);
        Check.That(reader.U8() == Version, "a chain record of this version");
        int height = (int)reader.U32();
        byte[] hash = reader.Bytes(32);
        uint time = reader.U32();
        uint bits = reader.U32();
        uint periodTime = reader.U32();
        uint periodBits = reader.U32();
        ChainPoint lowest = new ChainPoint(null, height, hash, time, bits, periodTime, periodBits, Work.Decode(reader));
        uint[] times = new uint[MedianBlocks - 1];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = reader.U32();
        }

        int heightSeen = (int)reader.U32();
        HeaderChain chain = new HeaderChain(network, lowest, heightSeen, Work.Decode(reader));
        reader.End();
        Array.Copy(times, 0, chain._timesBefore, 0, times.Length);
        return chain;
    }

    private HeaderFault Take(BlockHeader header)
    {
        if (Find(header.Hash) != null)
        {
            return HeaderFault.None;
        }

        bool isNext = Check.Same(header.Previous, Tip.Hash);
        ChainPoint parent = isNext ? Tip : FindFrom(_branch, header.Previous);
        if (parent == null)
        {
            // Another branch, or the first one.
            parent = Find(header.Previous);
            _branchBlocks = 0;
        }

        if (parent == null)
        {
            return HeaderFault.UnknownParent;
        }

        HeaderFault fault = FaultOf(header, parent);
        if (fault != HeaderFault.None)
        {
            return fault;
        }

        int height = parent.Height + 1;
        bool isFirst = height % ChainNetwork.PeriodBlocks == 0;
        bool isOfPeriod = isFirst || header.Bits != _network.LimitBits;
        ChainPoint next = new ChainPoint(parent, height, header.Hash, header.Time, header.Bits, isFirst ? header.Time : parent.PeriodTime,
            isOfPeriod ? header.Bits : parent.PeriodBits, parent.Work.Plus(_knownWork));
        if (!isNext)
        {
            _branch = next;
            _branchBlocks++;
            if (!next.Work.IsMoreThan(Tip.Work))
            {
                return _branchBlocks < BranchBlocksMax ? HeaderFault.None : HeaderFault.LessWork;
            }

            Reorganisations++;
        }

        _branch = null;
        Advance(next);
        return HeaderFault.None;
    }

    private HeaderFault FaultOf(BlockHeader header, ChainPoint parent)
    {
        if (header.Version < _network.VersionMin)
        {
            return HeaderFault.OldVersion;
        }

        if (header.Bits != RequiredBits(parent, header.Time) || !Knows(header.Bits))
        {
            return HeaderFault.WrongBits;
        }

        if (!Target.IsMet(_knownTarget, header.Hash))
        {
            return HeaderFault.NoWork;
        }

        bool isWarped = _network.HasBip94 && (parent.Height + 1) % ChainNetwork.PeriodBlocks == 0
            && (ulong)header.Time + TimeWarpSeconds < parent.Time;
        return isWarped || header.Time <= MedianAt(parent) ? HeaderFault.TooEarly : HeaderFault.None;
    }

    private uint RequiredBits(ChainPoint parent, uint time)
    {
        if (!_network.HasRetargets)
        {
            return _network.LimitBits;
        }

        if ((parent.Height + 1) % ChainNetwork.PeriodBlocks == 0)
        {
            // Without BIP 94 a test network starts from the last block, even where that one was an easy exception.
            uint bits = _network.HasBip94 ? parent.PeriodBits : parent.Bits;
            return Target.Retarget(bits, (long)parent.Time - parent.PeriodTime, _network.LimitBits);
        }

        if (!_network.AllowsMinimum)
        {
            return parent.Bits;
        }

        return time > (ulong)parent.Time + 2 * ChainNetwork.SpacingSeconds ? _network.LimitBits : parent.PeriodBits;
    }

    private bool Knows(uint bits)
    {
        if (_knownTarget == null || bits != _knownBits)
        {
            uint[] target = Target.Decode(bits);
            if (target == null || Target.Compare(target, _limit) > 0 || Target.BitLength(target) < Work.TargetBitsMin)
            {
                return false;
            }

            _knownWork = Work.Of(target);
            _knownTarget = target;
            _knownBits = bits;
        }

        return true;
    }

    private void Advance(ChainPoint tip)
    {
        Tip = tip;
        HeightSeen = tip.Height > HeightSeen ? tip.Height : HeightSeen;
        WorkSeen = tip.Work.IsMoreThan(WorkSeen) ? tip.Work : WorkSeen;
        while (Tip.Height - _lowest.Height > DepthMax)
        {
            ChainPoint next = Tip;
            while (next.Previous != _lowest)
            {
                next = next.Previous;
            }

            Array.Copy(_timesBefore, 0, _timesBefore, 1, _timesBefore.Length - 1);
            _timesBefore[0] = _lowest.Time;
            next.Previous = null;
            _lowest = next;
        }
    }

    private static ChainPoint FindFrom(ChainPoint newest, byte[] hash)
    {
        ChainPoint point = newest;
        while (point != null && !Check.Same(point.Hash, hash))
        {
            point = point.Previous;
        }

        return point;
    }

    // Where the times before a checkpoint are not known they count as early: so no block is refused that the network takes.
    private uint TimeAt(ChainPoint point)
    {
        return MedianAt(point) + (uint)(HeightSeen - point.Height) * ChainNetwork.SpacingSeconds;
    }

    private uint MedianAt(ChainPoint point)
    {
        int count = point.Height + 1 < MedianBlocks ? point.Height + 1 : MedianBlocks;
        uint[] times = new uint[count];
        int before = 0;
        for (int i = 0; i < count; i++)
        {
            uint time = point != null ? point.Time : _timesBefore[before++];
            point = point == null ? null : point.Previous;
            int at = i;
            while (at > 0 && times[at - 1] > time)
            {
                times[at] = times[at - 1];
                at--;
            }

            times[at] = time;
        }

        return times[count / 2];
    }
}
