namespace Holdfast.Fuzz;

/// <summary>
/// One decoder under fire. <see cref="Feed"/> hands it an input; it may throw only exceptions of <see cref="Refusals"/>: anything else
/// is a finding. Seeds are good inputs, so that a spoiled one gets deep.
/// </summary>
internal abstract class Target
{
    public abstract string Name { get; }

    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Seeds are good inputs unless the decoder's state forbids them; then they are only well formed.</summary>
    public virtual bool HasGoodSeeds => true;

    /// <summary>The exceptions by which this decoder says no.</summary>
    public abstract IReadOnlyList<Type> Refusals { get; }

    /// <summary>Longest input that its surroundings would let through to it.</summary>
    public virtual int LengthMaxBytes => 16 * 1024;

    /// <summary>Memory that an input may cost, as a bound that a lying length field would break at once.</summary>
    public virtual long AllocatedBytesMax(int inputLengthBytes) => 256 * 1024 + (64L * inputLengthBytes);

    public abstract void Feed(byte[] input);
}
