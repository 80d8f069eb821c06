namespace Holdfast.Watchtowers.Storage;

/// <summary>A tower as the owner added it.</summary>
public sealed record TowerRow(long Id, byte[] Key, bool IsActive, IReadOnlyList<TowerAddress> Addresses);

/// <summary>A session that updates go to.</summary>
/// <param name="Sequence">The number of the last update whose bytes are fixed.</param>
/// <param name="Applied">The last number that the tower acknowledged.</param>
public sealed record SessionRow(long Id, long Tower, ushort BlobType, uint KeyIndex, SessionTerms Terms, ushort Sequence, ushort Applied)
{
    public bool HasRoom => Sequence < Terms.UpdatesMax;
}

/// <summary>A state that waits for its backup at one tower.</summary>
internal sealed record WaitingState(long Id, long Channel, RevokedState State);

/// <summary>The towers' file could not take something down, or cannot be read. Whoever wanted that must stop.</summary>
public sealed class TowerStoreException(string sentence, Exception? inner = null) : Exception(sentence, inner);

/// <summary>What the owner asks for cannot be done; nothing was changed.</summary>
public sealed class TowerCommandException(string sentence, Exception? inner = null) : Exception(sentence, inner);
