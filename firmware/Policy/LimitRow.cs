namespace Holdfast.Policy;

/// <summary>One limit: its name, what it is on a device whose owner has chosen nothing, and how far it can be moved.</summary>
public sealed class LimitRow
{
    public readonly string Name;
    public readonly ulong MainNetwork;
    public readonly ulong OtherNetworks;

    /// <summary>Nothing passes these two, not even with the owner's button. No value between them closes an exit: sweeps, penalties and closes always get through.</summary>
    public readonly ulong Least;
    public readonly ulong Most;

    /// <summary>A larger number allows more; otherwise a smaller one does.</summary>
    public readonly bool IsLooserUp;

    public LimitRow(string name, ulong mainNetwork, ulong otherNetworks, ulong least, ulong most, bool isLooserUp)
    {
        Name = name;
        MainNetwork = mainNetwork;
        OtherNetworks = otherNetworks;
        Least = least;
        Most = most;
        IsLooserUp = isLooserUp;
    }

    /// <summary>True when the second value allows anything that the first one does not.</summary>
    public bool IsLoosened(ulong from, ulong to)
    {
        return IsLooserUp ? to > from : to < from;
    }
}
