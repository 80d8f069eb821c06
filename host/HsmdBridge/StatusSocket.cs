using System.Collections.Concurrent;
using System.Text;
using Holdfast.Bytes;
using Holdfast.HandOver;

namespace Holdfast.HsmdBridge;

/// <summary>Levels of a line in lightningd's log (Core Lightning, common/status_levels.h).</summary>
internal enum StatusLevel : byte
{
    Trace = 2,
    Debug = 3,
    Info = 4,
    Unusual = 5,
    Broken = 6,
}

/// <summary>Why hsmd ends (STATUS_FAIL_*, common/status_wire.csv).</summary>
internal enum FailReason : byte
{
    MasterIo = 0,
    HsmIo = 1,
    InternalError = 3,
}

/// <summary>
/// The one-way socket to lightningd on fd 0: the bridge's lines appear in the node's log, with level and channel. Safe for many threads, and never in
/// their way: lightningd does not read it while it waits for a reply, so lines are queued and a thread of its own writes them. When the queue is
/// full, or nobody listens any more, lines are lost and nothing else happens.
/// </summary>
internal sealed class StatusSocket : IDisposable
{
    private const ushort StatusLog = 0xFFF0;
    private const ushort StatusFail = 0xFFF2;
    private const ushort ClientBadRequest = 1000;
    private const int TextBytesMax = 4000;
    private const int RequestBytesMax = 4000;
    private const int QueueMax = 1000;
    private const int LastWordsMs = 1000;
    private const int NodeIdBytes = 33;

    private readonly StatusLevel _levelMin;
    private readonly HsmdConnection _connection;
    private readonly BlockingCollection<byte[]> _queue = new(QueueMax);
    private readonly Thread _writer;

    public StatusSocket(UnixSocket socket, StatusLevel levelMin = StatusLevel.Debug)
    {
        _levelMin = levelMin;
        _connection = new HsmdConnection(socket);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "status to lightningd" };
        _writer.Start();
    }

    /// <param name="peer">Whose channel it is about, 33 bytes; null for the node as a whole.</param>
    public void Log(StatusLevel level, string text, byte[]? peer = null)
    {
        if (level < _levelMin)
        {
            return;
        }

        ByteWriter writer = new(128);
        writer.U16(StatusLog);
        writer.U8((byte)level);
        writer.Flag(peer != null);
        writer.Bytes(peer ?? []);
        Text(writer, text);
        Send(writer);
    }

    /// <summary>A client's request was bad or refused, and its connection will be closed (hsmstatus_client_bad_request).</summary>
    public void BadRequest(byte[] peer, string text, byte[] request)
    {
        ByteWriter writer = new(256);
        writer.U16(ClientBadRequest);
        writer.Bytes(peer.Length == NodeIdBytes ? peer : new byte[NodeIdBytes]);
        Text(writer, text);
        writer.Blob(request.Length <= RequestBytesMax ? request : request[..RequestBytesMax]);
        Send(writer);
    }

    /// <summary>The last words of a hsmd that cannot go on; lightningd exits with them.</summary>
    public void Fail(FailReason reason, string text)
    {
        ByteWriter writer = new(128);
        writer.U16(StatusFail);
        writer.U8((byte)reason);
        Text(writer, text);
        Send(writer);
    }

    /// <summary>Gives the last lines a moment to leave.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _writer.Join(LastWordsMs);
        _connection.Dispose();
    }

    /// <summary>A wirestring: no control characters, no NUL but the last.</summary>
    private static void Text(ByteWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]));
        writer.Bytes(bytes, 0, Math.Min(bytes.Length, TextBytesMax));
        writer.U8(0);
    }

    private void Send(ByteWriter writer)
    {
        try
        {
            _queue.TryAdd(writer.ToArray());
        }
        catch (InvalidOperationException)
        {
            // The bridge is at its end; a client's thread still had something to say.
        }
    }

    private void WriteAll()
    {
        foreach (byte[] message in _queue.GetConsumingEnumerable())
        {
            try
            {
                _connection.Write(message);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // lightningd is gone or going; fd 3 will say so.
                return;
            }
        }
    }
}
