namespace Holdfast.ReferenceTower;

/// <summary>The codes of replies (lnd, watchtower/wtwire).</summary>
public static class TowerCode
{
    public const ushort Ok = 0;
    public const ushort TemporaryFailure = 40;
    public const ushort PermanentFailure = 50;
    public const ushort AlreadyExists = 60;
    public const ushort UpdatesMaxRefused = 61;
    public const ushort RewardRateRefused = 62;
    public const ushort SweepFeeRefused = 63;
    public const ushort BlobTypeRefused = 64;
    public const ushort ClientBehind = 70;
    public const ushort UpdatesMaxExceeded = 71;
    public const ushort OutOfOrder = 72;
    public const ushort NotFound = 80;
}
