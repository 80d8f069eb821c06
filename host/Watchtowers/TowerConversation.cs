using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace Holdfast.Watchtowers;

/// <summary>How conversations are held: who signs, who dials, and how long a tower may be silent.</summary>
internal sealed record TowerDoor(ITowerSigner Signer, ITowerDialer Dialer, LinkPool Links, TimeProvider Time, TimeSpan Patience);

/// <summary>
/// One connection to one tower under one session key: handshake, Init, then one question after the other. This side closes it, whatever happens; every wait for the
/// tower has an end.
/// </summary>
internal sealed class TowerConversation : IAsyncDisposable
{
    private const int ActTwoBytes = 50;
    private const int HeaderBytes = 18;
    private const ushort Init = 600;
    private const ushort Error = 601;

    /// <summary>The longest record of the protocol that anything is left to read of: the device says earlier that it is too long.</summary>
    private const int RecordBytesMax = 1100;

    private readonly TowerDoor _door;
    private readonly byte _link;
    private readonly Stream _stream;

    private TowerConversation(TowerDoor door, byte link, Stream stream)
    {
        _door = door;
        _link = link;
        _stream = stream;
    }

    /// <exception cref="TowerException">The tower is not there, is not this tower, or not one that can be used here.</exception>
    /// <exception cref="TowerSignerException">The device does not do its part.</exception>
    public static async Task<TowerConversation> OpenAsync(TowerDoor door, byte[] tower, TowerAddress address, uint index, CancellationToken cancellation)
    {
        byte link = await door.Links.TakeAsync(cancellation);
        Stream? stream = null;
        try
        {
            stream = await Within(door, address + " cannot be reached", token => door.Dialer.DialAsync(address, token), cancellation);
            TowerConversation conversation = new(door, link, stream);
            await conversation.GreetAsync(tower, index, cancellation);
            return conversation;
        }
        catch
        {
            if (stream != null)
            {
                await stream.DisposeAsync();
            }

            door.Links.GiveBack(link);
            throw;
        }
    }

    /// <summary>Sends what the device makes and gives what it read of the answer.</summary>
    /// <param name="make">Asks the device, by its link, for the bytes to send.</param>
    /// <param name="expected">The type of the answer.</param>
    public async Task<TowerRecord> AskAsync(Func<ITowerSigner, byte, Task<byte[]>> make, ushort expected, CancellationToken cancellation)
    {
        await SendAsync(await make(_door.Signer, _link), cancellation);
        TowerRecord record = await ReadAsync(cancellation);
        return record.Type == expected ? record
            : throw new TowerException(record.Type == Error ? $"the tower answered with error {record.Code}" : $"the tower answered with message {record.Type}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _door.Links.GiveBack(_link);
    }

    private async Task GreetAsync(byte[] tower, uint index, CancellationToken cancellation)
    {
        await SendAsync(await _door.Signer.ConnectAsync(_link, tower, index, cancellation), cancellation);
        byte[] actTwo = await TakeAsync(ActTwoBytes, cancellation);
        byte[] last = await _door.Signer.FinishAsync(_link, actTwo, cancellation)
            ?? throw new TowerException("whoever answers there does not have the tower's key: the public key or the address is wrong");
        await SendAsync(last, cancellation);
        TowerRecord init = await ReadAsync(cancellation);
        if (init.Type != Init)
        {
            throw new TowerException($"the tower's first message is {init.Type}, not Init");
        }
    }

    private async Task<TowerRecord> ReadAsync(CancellationToken cancellation)
    {
        for (int needed = HeaderBytes; ;)
        {
            TowerRecord record = await _door.Signer.ReceiveAsync(_link, await TakeAsync(needed, cancellation), cancellation);
            switch (record.Verdict)
            {
                case TowerVerdict.Message:
                    return record;
                case TowerVerdict.More when record.NeededBytes is > 0 and <= RecordBytesMax:
                    needed = record.NeededBytes;
                    break;
                case TowerVerdict.BadRecord:
                    throw new TowerException("the tower's answer is damaged or longer than any of the protocol");
                case TowerVerdict.WrongChain:
                    throw new TowerException("the tower watches another chain", isRefusal: true);
                case TowerVerdict.UnknownFeature:
                    throw new TowerException("the tower demands a feature that is not known here", isRefusal: true);
                case TowerVerdict.Unexpected:
                    throw new TowerException("the tower's answer is not one to what was asked");
                default:
                    throw new TowerException("the tower's answer is no message of the protocol");
            }
        }
    }

    private Task<bool> SendAsync(byte[] bytes, CancellationToken cancellation) => Within(_door, "the tower takes nothing", async token =>
    {
        await _stream.WriteAsync(bytes, token);
        await _stream.FlushAsync(token);
        return true;
    }, cancellation);

    private Task<byte[]> TakeAsync(int count, CancellationToken cancellation) => Within(_door, "the tower is silent", async token =>
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, token);
        return bytes;
    }, cancellation);

    /// <summary>Does one thing with the tower, for as long as patience lasts.</summary>
    private static async Task<T> Within<T>(TowerDoor door, string late, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(door.Patience, door.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await work(either.Token);
        }
        catch (Exception end) when (cancellation.IsCancellationRequested)
        {
            if (end is OperationCanceledException)
            {
                ExceptionDispatchInfo.Throw(end);
            }

            throw new OperationCanceledException("the end of the program", end, cancellation);
        }
        catch (OperationCanceledException end)
        {
            throw new TowerException($"{late}: nothing for {door.Patience.TotalSeconds:0} seconds", inner: end);
        }
        catch (EndOfStreamException end)
        {
            throw new TowerException("the tower hung up", inner: end);
        }
        catch (IOException end)
        {
            throw new TowerException(end.InnerException is SocketException broken ? "the connection broke: " + broken.Message : end.Message, inner: end);
        }
    }
}
