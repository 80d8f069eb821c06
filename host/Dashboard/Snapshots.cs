using Holdfast.Dashboard.Page;
using Holdfast.Dashboard.Pictures;

namespace Holdfast.Dashboard;

/// <summary>One look for all who look at about the same time: however many pages are open, the node and the signer are asked once per interval.</summary>
internal sealed class Snapshots(IPictureSource source, TimeProvider clock, TimeSpan interval) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private Snapshot? _last;
    private long _taken;

    public async Task<Snapshot> FreshAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_last == null || clock.GetElapsedTime(_taken) >= interval)
            {
                NodePicture picture = await Task.Run(source.Take, cancellation);
                _last = new Snapshot(picture, Sections.Of(picture));
                _taken = clock.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

internal sealed record Snapshot(NodePicture Picture, IReadOnlyList<(string Id, Html Content)> Sections);
