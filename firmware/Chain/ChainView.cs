using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Chain;

/// <summary>
/// What the device knows of the chain: its headers, and what was proven to be buried in it. Only headers are written down, and not each one: after a start
/// the chain ends some blocks earlier, and the host shows them again. That costs no safety. Less is buried and fewer expiries are in reach until then,
/// and how far the chain had come is not forgotten.
/// </summary>
public sealed class ChainView
{
    /// <summary>The record is written when the chain has grown by so many blocks: 24 times a day.</summary>
    public const int CommitBlocks = 6;

    /// <summary>The length of the record.</summary>
    public const int RecordBytes = HeaderChain.RecordBytes + 1;

    private readonly ChainNetwork _network;
    private int _heightRecorded;
    private long _tipAtMs;
    private long _startedAtMs;
    private bool _isChanged;

    /// <param name="network">Its rules and its checkpoint.</param>
    /// <param name="record">From the journal; null or empty when nothing was ever shown.</param>
    public ChainView(ChainNetwork network, byte[] record)
    {
        _network = network;
        Buried = new Burials();
        Walk = new BlockWalk();
        if (record == null || record.Length == 0)
        {
            Headers = new HeaderChain(network);
            Advance(0);
            return;
        }

        Check.That(record.Length == RecordBytes, "a chain record has its length");
        ByteReader reader = new ByteReader(record);
        Headers = HeaderChain.Decode(network, reader.Bytes(HeaderChain.RecordBytes));
        IsInForce = reader.Flag();
        IsRecorded = true;
        _heightRecorded = Headers.HeightSeen;
        TimeRecorded = Headers.TimeWritten;
        Advance(0);
    }

    public HeaderChain Headers { get; }

    /// <summary>What was proven to be in a block, until the chain is reorganised.</summary>
    public Burials Buried { get; private set; }

    /// <summary>The way to the block that a proof is about.</summary>
    public BlockWalk Walk { get; private set; }

    /// <summary>The host has shown the chain up to its end once, so the rules about it hold. Only the owner ends this.</summary>
    public bool IsInForce { get; private set; }

    /// <summary>Something of it is in the journal.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Where the network's chain begins for this firmware.</summary>
    public int CheckpointHeight
    {
        get { return _network.Checkpoint.Height; }
    }

    /// <summary>The time that every start begins with, at least: the time by what is written down. 0 while nothing is.</summary>
    public uint TimeRecorded { get; private set; }

    /// <summary>True when the record has to be written before anything is answered.</summary>
    public bool IsRecordDue
    {
        get { return _isChanged || Headers.HeightSeen - _heightRecorded >= CommitBlocks; }
    }

    /// <summary>Takes headers (<see cref="HeaderChain.Take"/>). <paramref name="isTip"/>: there are no newer ones.</summary>
    public HeaderFault Take(byte[] headers, bool isTip, long uptimeMs, out int taken)
    {
        ChainPoint tip = Headers.Tip;
        int reorganisations = Headers.Reorganisations;
        HeaderFault fault = Headers.Take(headers, out taken);
        if (Headers.Reorganisations != reorganisations)
        {
            Buried = new Burials();
            Walk = new BlockWalk();
        }

        if (Headers.Tip != tip)
        {
            _tipAtMs = uptimeMs;
            _isChanged |= !IsRecorded;
            Advance(uptimeMs);
        }

        if (isTip && fault == HeaderFault.None && !IsInForce && (IsRecorded || _isChanged))
        {
            IsInForce = true;
            _isChanged = true;
        }

        return fault;
    }

    /// <summary>
    /// The time that it is by now, at least: the latest of the median times that were shown, each with the time that the device has had power since. It does not go back while the
    /// device has power, whatever the host shows. A network without a pace has the time of its blocks only.
    /// </summary>
    public uint TimePresumed(long uptimeMs)
    {
        return (uint)((_startedAtMs + Pace(uptimeMs)) / 1000);
    }

    /// <summary>
    /// The height that the chain may have by now: one more for each ten minutes since the newest header, and for each ten minutes that the newest blocks are older than the
    /// time that is presumed. So headers that are withheld make no expiry look farther away, and to show one of them ends nothing. It may be some blocks
    /// less once a header comes, because a block that comes late shows that there was none before it. Not on a network without a pace.
    /// </summary>
    public int HeightPresumed(long uptimeMs)
    {
        const long blockMs = 1000L * ChainNetwork.SpacingSeconds;
        int silent = Headers.HeightSeen + (int)(Pace(uptimeMs - _tipAtMs) / blockMs);

        // The median is the time of the block in the middle of eleven.
        int late = Headers.Tip.Height - 5 + (int)((TimePresumed(uptimeMs) - (long)Headers.MedianTime) / ChainNetwork.SpacingSeconds);
        return _network.HasRetargets && late > silent ? late : silent;
    }

    /// <summary>How many blocks lie on an output that was proven, its own included; 0 when nothing was, or when the newest blocks have to be shown again.</summary>
    public int DepthOf(byte[] digest)
    {
        int height = Buried.HeightOf(digest);
        return height < 0 || Headers.IsBehind ? 0 : Headers.Tip.Height - height + 1;
    }

    /// <summary>The record: 130 bytes.</summary>
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(RecordBytes);
        writer.Bytes(Headers.Encode());
        writer.Flag(IsInForce);
        return writer.ToArray();
    }

    /// <summary>The record that <see cref="Encode"/> gave is durable.</summary>
    public void Recorded()
    {
        IsRecorded = true;
        _isChanged = false;
        _heightRecorded = Headers.HeightSeen;
        TimeRecorded = Headers.TimeWritten;
    }

    private void Advance(long uptimeMs)
    {
        long startedAtMs = 1000L * Headers.TimeSeen - Pace(uptimeMs);
        _startedAtMs = startedAtMs > _startedAtMs ? startedAtMs : _startedAtMs;
    }

    private long Pace(long uptimeMs)
    {
        return _network.HasRetargets ? uptimeMs : 0;
    }
}
