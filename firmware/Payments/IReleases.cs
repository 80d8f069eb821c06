namespace Holdfast.Payments;

/// <summary>Whose preimages have left the device.</summary>
public interface IReleases
{
    /// <summary>True when the preimage of the hash at an offset was released, so that its payment has probably come.</summary>
    bool IsReleased(byte[] source, int offset);
}
