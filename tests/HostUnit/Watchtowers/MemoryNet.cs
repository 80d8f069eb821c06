using System.Collections.Concurrent;
using System.IO.Pipelines;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>Towers by the name of their host, reached without a socket. It knows of every connection whether it was closed.</summary>
internal sealed class MemoryNet : ITowerDialer
{
    private readonly ConcurrentDictionary<string, Tower> _towers = new();
    private readonly ConcurrentBag<Task> _served = [];
    private int _open;
    private int _most;

    /// <summary>Hosts in the order in which they were dialed, reachable or not.</summary>
    public ConcurrentQueue<string> Dialed { get; } = new();

    /// <summary>Connections that the client has not closed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The most that were open at the same time.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>Called before a connection is given out; may wait, or throw.</summary>
    public Func<TowerAddress, CancellationToken, Task> Dialing { get; set; } = (_, _) => Task.CompletedTask;

    public void Put(string host, Tower tower) => _towers[host] = tower;

    public async Task<Stream> DialAsync(TowerAddress address, CancellationToken cancellation)
    {
        Dialed.Enqueue(address.Host);
        await Dialing(address, cancellation);
        if (!_towers.TryGetValue(address.Host, out Tower? tower))
        {
            throw new IOException(address + " cannot be reached: nobody is there");
        }

        Pipe there = new();
        Pipe back = new();
        _served.Add(tower.ServeAsync(new Ends(there.Reader, back.Writer, () => { }), CancellationToken.None));
        InterlockedMax(Interlocked.Increment(ref _open));
        return new Ends(back.Reader, there.Writer, () => Interlocked.Decrement(ref _open));
    }

    /// <summary>Until every tower has noticed the end of every connection.</summary>
    public Task AllServedAsync() => Task.WhenAll(_served);

    private void InterlockedMax(int now)
    {
        for (int most = Most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = Most)
        {
        }
    }

    private sealed class Ends(PipeReader reader, PipeWriter writer, Action closed) : Stream
    {
        private readonly Stream _in = reader.AsStream();
        private readonly Stream _out = writer.AsStream();
        private int _isClosed;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isClosed != 0, this);
            return await _in.ReadAsync(buffer, cancellationToken);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isClosed != 0, this);
            await _out.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _out.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                writer.Complete();
                reader.Complete();
                closed();
            }

            base.Dispose(disposing);
        }
    }
}
