namespace Holdfast.Watchtowers;

/// <summary>The device's connections: one who wants more than it has waits.</summary>
internal sealed class LinkPool
{
    private readonly Lock _gate = new();
    private readonly Stack<byte> _free = new(Enumerable.Range(0, ITowerSigner.LinksMax).Select(link => (byte)link).Reverse());
    private readonly SemaphoreSlim _count = new(ITowerSigner.LinksMax);

    public async Task<byte> TakeAsync(CancellationToken cancellation)
    {
        await _count.WaitAsync(cancellation);
        lock (_gate)
        {
            return _free.Pop();
        }
    }

    public void GiveBack(byte link)
    {
        lock (_gate)
        {
            _free.Push(link);
        }

        _count.Release();
    }
}
