using Holdfast.Bytes;

namespace Holdfast.Requests;

/// <summary>
/// What transactions of the wallet and splices have cost without the owner's button: a level that rises with each of them, and falls by the limit of a day in a day. It is
/// durable before a signature leaves, so a power cut takes nothing off it.
/// <para>
/// The clock is one that a thief cannot turn forward: the time under power since the last cost or the last start, so it stands still while the device has no power. With a
/// chain in force the median time of its newest blocks has to move as well, and the smaller of both counts: headers that a host holds back make the clock stand still, and
/// once they are shown they make no room at once.
/// </para>
/// </summary>
public sealed class FeeMeter
{
    /// <summary>The length of the record.</summary>
    public const int RecordBytes = 12;

    private const uint DaySeconds = 86400;

    private ulong _levelSat;
    private uint _medianTime;
    private long _uptimeMs;
    private byte[] _txid;
    private ulong _txidSat;

    /// <summary>As it is now.</summary>
    public ulong LevelSat(SignerContext signer)
    {
        ulong seconds = (ulong)(signer.Clock.UptimeMs - _uptimeMs) / 1000;
        if (signer.Chain.IsInForce && _medianTime != 0)
        {
            uint now = signer.Chain.Headers.MedianTime;
            ulong byBlocks = now > _medianTime ? now - _medianTime : 0;
            seconds = byBlocks < seconds ? byBlocks : seconds;
        }

        ulong fallenSat = signer.Limits.FeesDaySatMax * seconds / DaySeconds;
        return _levelSat > fallenSat ? _levelSat - fallenSat : 0;
    }

    /// <summary>
    /// The cost of this transaction has been counted since the start: whichever of its signatures are asked for, it costs that once.
    /// </summary>
    public bool HasCounted(byte[] txid, ulong lostSat)
    {
        return Check.Same(_txid, txid) && lostSat <= _txidSat;
    }

    /// <summary>The meter after this cost.</summary>
    public FeeMeter After(SignerContext signer, byte[] txid, ulong lostSat)
    {
        FeeMeter next = new FeeMeter();
        next._levelSat = LevelSat(signer) + lostSat;
        next._medianTime = signer.Chain.IsInForce ? LaterOf(signer.Chain.Headers.MedianTime, _medianTime) : 0;
        next._uptimeMs = signer.Clock.UptimeMs;
        next._txid = txid;
        next._txidSat = lostSat;
        return next;
    }

    public void Encode(ByteWriter writer)
    {
        writer.U64(_levelSat);
        writer.U32(_medianTime);
    }

    /// <param name="reader">At the record.</param>
    /// <param name="uptimeMs">Now: time before it may be that of a start long ago.</param>
    public static FeeMeter Decode(ByteReader reader, long uptimeMs)
    {
        FeeMeter meter = new FeeMeter();
        meter._levelSat = reader.U64();
        meter._medianTime = reader.U32();
        meter._uptimeMs = uptimeMs;
        return meter;
    }

    // After a start, or where the newest blocks were replaced, the median may be earlier than before.
    private static uint LaterOf(uint one, uint other)
    {
        return one > other ? one : other;
    }
}
