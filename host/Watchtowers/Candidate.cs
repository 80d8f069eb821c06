namespace Holdfast.Watchtowers;

/// <summary>A tower that may be asked for a session, and what is remembered of earlier attempts. One thread at a time.</summary>
internal sealed class Candidate(byte[] publicKey, AddressIterator addresses)
{
    public byte[] PublicKey { get; } = publicKey;

    public string Name { get; } = Convert.ToHexStringLower(publicKey);

    public AddressIterator Addresses { get; } = addresses;

    public TowerTrouble Trouble { get; } = new();

    /// <summary>How long no new session is asked for after one was lost; starts over when it acknowledges something.</summary>
    public Backoff Losses { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
}
