namespace Holdfast.Towers.Facts;

/// <summary>How many states may be signed on top of one that no trusted tower has acknowledged; 0: nobody counts.</summary>
public sealed class ExposureBounded : ITowerFact
{
    private readonly int _exposureMax;

    public ExposureBounded(int exposureMax)
    {
        _exposureMax = exposureMax;
    }

    public void ApplyTo(TowerBook book)
    {
        book.ExposureMax = _exposureMax;
    }
}
