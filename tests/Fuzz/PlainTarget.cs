namespace Holdfast.Fuzz;

/// <summary>A decoder that is one function.</summary>
internal sealed class PlainTarget(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> feed, params Type[] refusals) : Target
{
    public override string Name => name;

    public override IReadOnlyList<byte[]> Seeds => seeds;

    public override IReadOnlyList<Type> Refusals => refusals;

    public override bool HasGoodSeeds => !AreSeedsOnlyWellFormed;

    public bool AreSeedsOnlyWellFormed { get; init; }

    /// <summary>More for a target that has to build a whole device anew after some inputs.</summary>
    public long AllocatedBytesBase { get; init; } = 256 * 1024;

    public override long AllocatedBytesMax(int inputLengthBytes) => AllocatedBytesBase + (64L * inputLengthBytes);

    public override void Feed(byte[] input) => feed(input);
}
