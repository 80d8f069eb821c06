using System.Net.Sockets;

namespace Holdfast.HeldPayments.Handlers;

/// <summary>
/// A program of the owner that runs already and listens on a Unix socket: one connection for each HTLC, the payload in one line, then the end of this side; the verdict is what it
/// sends until it closes. If nobody listens, the HTLC fails.
/// </summary>
public sealed class SocketHandler(string path, TimeProvider time) : IHandler
{
    public async Task<Verdict> JudgeAsync(byte[] payload, TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), either.Token);
            await SendAsync(socket, [.. payload, (byte)'\n'], either.Token);
            socket.Shutdown(SocketShutdown.Send);
            byte[] output = new byte[VerdictParser.BytesMax + 1];
            int length = 0;
            int count;
            while (length < output.Length && (count = await socket.ReceiveAsync(output.AsMemory(length), SocketFlags.None, either.Token)) > 0)
            {
                length += count;
            }

            return VerdictParser.Parse(output.AsSpan(0, length));
        }
        catch (Exception wrong) when (wrong is SocketException or ArgumentException)
        {
            return Verdict.Broken($"the handler on {path} cannot be reached: {wrong.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Verdict.Late($"it did not answer within {limit.TotalSeconds:0.###} seconds");
        }
    }

    private static async Task SendAsync(Socket socket, byte[] bytes, CancellationToken cancellation)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, cancellation);
        }
    }
}
