using System.Security.Cryptography;
using Holdfast.Crypto;

namespace Holdfast.ReferenceTower;

/// <summary>
/// An ordinary tower of Lightning Network Daemon in miniature, written from its wire behaviour: handshake, sessions, updates, and the sweep that it
/// would publish. It keeps everything in memory. How it misbehaves is for <see cref="TowerManners"/>.
/// </summary>
public sealed class Tower
{
    private readonly byte[] _secret;

    public Tower(byte[] secret)
    {
        _secret = secret;
        PublicKey = Secp256k1.Software().PublicKey(secret);
    }

    public byte[] PublicKey { get; }

    public SessionBook Book { get; } = new();

    /// <summary>May be changed while it serves; a connection keeps what it began with.</summary>
    public TowerManners Manners { get; set; } = new();

    /// <summary>Connections that were accepted so far.</summary>
    public int Connections => _connections;

    private int _connections;

    /// <summary>Serves one connection until either end closes it.</summary>
    public async Task ServeAsync(Stream stream, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _connections);
        await using (stream)
        {
            try
            {
                await new Connection(this, stream, Manners, cancellation).RunAsync();
            }
            catch (Exception end) when (end is IOException or CryptographicException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
            {
                // A client that is gone or does not know the protocol loses its connection, and so does one that the manners have no answer for.
            }
        }
    }

    /// <summary>A connection without a socket, for worlds in which nothing waits.</summary>
    /// <param name="ephemeral">32 random bytes.</param>
    public TowerLine Answer(byte[] ephemeral) => new(this, new NoiseResponder(Secp256k1.Software(), _secret, ephemeral));

    /// <summary>What a client's message does, what the tower says to it, and whether the connection goes on.</summary>
    internal (byte[] Reply, bool GoesOn) Take(byte[] session, TowerMessage message)
    {
        switch (message)
        {
            case CreateSessionMessage create:
                (ushort created, ushort applied) = Book.Create(session, create);
                return (TowerReplies.CreateSession(created, applied, []), false);
            case DeleteSessionMessage:
                return (TowerReplies.DeleteSession(Book.Delete(session)), false);
            case StateUpdateMessage update:
                (ushort code, ushort lastApplied) = Book.Update(session, update);
                return (TowerReplies.StateUpdate(code, lastApplied), code == TowerCode.Ok && update.IsComplete == 0);
            default:
                throw new InvalidDataException("a second Init");
        }
    }

    /// <summary>The transaction that this tower publishes when it sees <paramref name="breach"/> in a block; null when no session knows it.</summary>
    public Sweep? FindSweep(byte[] breach)
    {
        BreachTransaction transaction = BreachTransaction.Parse(breach);
        byte[] hint = SHA256.HashData(transaction.Txid)[..16];
        foreach (TowerSession session in Book.Sessions.Values)
        {
            foreach (StateUpdateMessage update in session.Updates.Where(update => update.Hint.AsSpan().SequenceEqual(hint)))
            {
                if (Lookout.Open(session.Terms, update.Blob, transaction) is Sweep sweep)
                {
                    return sweep;
                }
            }
        }

        return null;
    }

    private sealed class Connection(Tower tower, Stream stream, TowerManners manners, CancellationToken cancellation)
    {
        private const int MessageBytesMax = 65_535;

        private NoiseCipher? _reading;
        private NoiseCipher? _writing;
        private TowerMessage? _last;

        public async Task RunAsync()
        {
            await Reach(TowerMoment.Accepted);
            byte[] session = await ShakeHandsAsync();
            _last = await ReadAsync();
            await Reach(TowerMoment.InitRead);
            await WriteAsync(TowerReplies.Init(manners.Features, manners.ChainHash));
            await Reach(TowerMoment.InitWritten);
            if (_last is not InitMessage init || !init.ChainHash.AsSpan().SequenceEqual(manners.ChainHash) || HasUnknownRequirement(init.Features))
            {
                await WriteAsync(TowerReplies.Error(1));
                return;
            }

            bool goesOn = true;
            while (goesOn)
            {
                _last = await ReadAsync();
                await Reach(TowerMoment.MessageRead);
                (byte[] reply, goesOn) = tower.Take(session, _last);
                await Reach(TowerMoment.MessageDone);
                await WriteAsync(reply);
                await Reach(TowerMoment.ReplyWritten);
            }
        }

        private async Task<byte[]> ShakeHandsAsync()
        {
            NoiseResponder handshake = new(Secp256k1.Software(), tower._secret, RandomNumberGenerator.GetBytes(32));
            byte[] actOne = await TakeAsync(NoiseResponder.ActOneBytes);
            await Reach(TowerMoment.ActOneRead);
            await SendAsync(handshake.ActTwo(actOne));
            await Reach(TowerMoment.ActTwoWritten);
            byte[] actThree = await TakeAsync(NoiseResponder.ActThreeBytes);
            (byte[] session, _reading, _writing) = handshake.Finish(actThree);
            await Reach(TowerMoment.ActThreeRead);
            return session;
        }

        private async Task Reach(TowerMoment moment)
        {
            switch (manners.At(moment, _last))
            {
                case TowerDeed.HangsUp:
                    throw new IOException("this tower hangs up at " + moment);
                case TowerDeed.StaysSilent:
                    await stream.CopyToAsync(Stream.Null, cancellation);
                    throw new IOException("the client has lost its patience");
            }
        }

        private async Task<TowerMessage> ReadAsync()
        {
            byte[] length = _reading!.Decrypt(await TakeAsync(NoiseCipher.HeaderBytes));
            return TowerMessage.Parse(_reading.Decrypt(await TakeAsync((length[0] << 8) + length[1] + NoiseCipher.MacBytes)));
        }

        private async Task WriteAsync(byte[] reply)
        {
            byte[] said = manners.Says(reply);
            await SendAsync(_writing!.Frame(said.Length > MessageBytesMax ? said[..MessageBytesMax] : said));
        }

        private async Task SendAsync(byte[] bytes)
        {
            await stream.WriteAsync(manners.Sends(bytes), cancellation);
            await stream.FlushAsync(cancellation);
        }

        private async Task<byte[]> TakeAsync(int count)
        {
            byte[] bytes = new byte[count];
            await stream.ReadExactlyAsync(bytes, cancellation);
            return bytes;
        }

        /// <summary>Even bits are requirements. Known are 0, 2 and 4: altruist, anchor and taproot sessions.</summary>
        private static bool HasUnknownRequirement(byte[] features) =>
            features.Select((value, i) => value & (i == features.Length - 1 ? 0x40 : 0x55)).Any(bits => bits != 0);
    }
}
