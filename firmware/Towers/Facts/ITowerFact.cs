namespace Holdfast.Towers.Facts;

/// <summary>Something that happened with a tower. It is applied to a copy of the book, which is then written down.</summary>
public interface ITowerFact
{
    void ApplyTo(TowerBook book);
}
