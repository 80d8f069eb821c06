namespace Holdfast.Hardware;

/// <summary>A large constant that stays in program flash (a binary resource) and is read slice by slice.</summary>
public interface IConstantTable
{
    int LengthBytes { get; }

    /// <summary>A copy of <paramref name="count"/> bytes at <paramref name="offset"/>.</summary>
    byte[] Slice(int offset, int count);
}
