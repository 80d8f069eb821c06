namespace Holdfast.Towers;

/// <summary>Which commitment of a peer a backup is of. Immutable.</summary>
public sealed class TowerState
{
    /// <summary>The channel's 16-byte name.</summary>
    public readonly byte[] ChannelId;

    /// <summary>Of the channel's funding.</summary>
    public readonly uint FundingPrefix;

    /// <summary>Counting up.</summary>
    public readonly ulong Number;

    public TowerState(byte[] channelId, uint fundingPrefix, ulong number)
    {
        ChannelId = channelId;
        FundingPrefix = fundingPrefix;
        Number = number;
    }
}
