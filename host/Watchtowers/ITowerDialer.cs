namespace Holdfast.Watchtowers;

/// <summary>Opens a connection to an address.</summary>
public interface ITowerDialer
{
    /// <exception cref="IOException">Nobody there, or no way to get there; the text says which.</exception>
    Task<Stream> DialAsync(TowerAddress address, CancellationToken cancellation);
}
