using Holdfast.Hardware;

namespace Holdfast.Unit.Requests;

/// <summary>A heap with so much room as a test says.</summary>
public sealed class TestMemory : IMemory
{
    public int Compactions;

    public uint FreeBytes { get; set; }

    public void Compact()
    {
        Compactions++;
    }
}
