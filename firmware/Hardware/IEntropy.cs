namespace Holdfast.Hardware;

/// <summary>The chip's random numbers. Never used alone for a key: mixed with the host's entropy and button timing.</summary>
public interface IEntropy
{
    void Fill(byte[] buffer);
}
