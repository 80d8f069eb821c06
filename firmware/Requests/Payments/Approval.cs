namespace Holdfast.Requests;

/// <summary>What may be paid under one payment hash.</summary>
public sealed class Approval
{
    /// <summary>The first 20 bytes of the hash.</summary>
    public readonly byte[] HashPrefix;

    /// <summary>The amount with its fee, below 2^48; 0 for one that was paid, or may have been, and is only remembered.</summary>
    public readonly ulong Msat;

    /// <summary>Unix time; 0: never.</summary>
    public readonly uint Expires;

    public Approval(byte[] hashPrefix, ulong msat, uint expires)
    {
        HashPrefix = hashPrefix;
        Msat = msat;
        Expires = expires;
    }

    /// <summary>The same hash, under which nothing more may be paid.</summary>
    public Approval Spent()
    {
        return new Approval(HashPrefix, 0, Expires);
    }
}
