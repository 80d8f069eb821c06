namespace Holdfast.Watchtowers;

/// <summary>A tower did not do what was asked of it; the text says what it did instead.</summary>
internal sealed class TowerException(string sentence, bool isRefusal = false, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>It will give the same answer the next time.</summary>
    public bool IsRefusal => isRefusal;
}
