namespace Holdfast.Watchtowers;

/// <summary>What a session's backups are made for (lnd, watchtower/blob): one kind of channel each.</summary>
public static class BlobType
{
    /// <summary>Channels without anchors (option_static_remotekey).</summary>
    public const ushort Legacy = 2;

    /// <summary>Channels with anchors.</summary>
    public const ushort Anchors = 6;

    /// <summary>The kinds that Core Lightning has channels for, in the order in which sessions are opened.</summary>
    public static readonly ushort[] All = [Anchors, Legacy];

    /// <exception cref="FormatException">A kind that is not supported, by its name.</exception>
    public static ushort Require(int number) => number switch
    {
        Legacy or Anchors => (ushort)number,
        3 or 7 => throw new FormatException($"blob type {number} pays the tower a reward, which is not supported: 6 (anchors) and 2 (static_remotekey) are"),
        10 => throw new FormatException("blob type 10 is for taproot channels, which Core Lightning has not: 6 (anchors) and 2 (static_remotekey) are supported"),
        26 => throw new FormatException("blob type 26 is for final taproot channels, which Core Lightning has not: 6 (anchors) and 2 (static_remotekey) are supported"),
        _ => throw new FormatException($"no tower knows blob type {number}: 6 (anchors) and 2 (static_remotekey) are supported"),
    };
}
