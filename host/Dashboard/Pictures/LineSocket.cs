using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Dashboard.Pictures;

/// <summary>One question and one answer, both JSON, on a Unix socket: that of holdfast-hsmd and that of the node. Nobody is waited for long.</summary>
internal static class LineSocket
{
    private const int AnswerBytesMax = 32 << 20;

    /// <param name="end">What ends the question and the answer: a line, or an empty line.</param>
    /// <returns>Null when there was no answer in time, with the reason in <paramref name="trouble"/>.</returns>
    public static JsonObject? Ask(string path, JsonObject question, string end, TimeSpan patience, out string trouble)
    {
        using CancellationTokenSource late = new(patience);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            byte[] answer = AskAsync(socket, path, question, Encoding.ASCII.GetBytes(end), late.Token).GetAwaiter().GetResult();
            trouble = string.Empty;
            return JsonNode.Parse(answer) as JsonObject ?? throw new JsonException("the answer is no object");
        }
        catch (OperationCanceledException)
        {
            trouble = "no answer within " + patience.TotalSeconds + " seconds";
        }
        catch (Exception no) when (no is SocketException or IOException or ArgumentException or JsonException)
        {
            trouble = no.Message;
        }

        return null;
    }

    private static async Task<byte[]> AskAsync(Socket socket, string path, JsonObject question, byte[] end, CancellationToken late)
    {
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), late).ConfigureAwait(false);
        await socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(question.ToJsonString()), .. end], late).ConfigureAwait(false);
        using MemoryStream answer = new();
        byte[] buffer = new byte[1 << 16];
        while (answer.Length < AnswerBytesMax)
        {
            int count = await socket.ReceiveAsync(buffer, late).ConfigureAwait(false);
            answer.Write(buffer, 0, count);
            if (count == 0 || EndsWith(answer, end))
            {
                return answer.ToArray();
            }
        }

        throw new IOException("the answer is longer than " + AnswerBytesMax + " bytes");
    }

    private static bool EndsWith(MemoryStream answer, byte[] end) =>
        answer.Length >= end.Length && answer.GetBuffer().AsSpan((int)answer.Length - end.Length, end.Length).SequenceEqual(end);
}
