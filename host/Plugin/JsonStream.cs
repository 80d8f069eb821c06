using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>
/// JSON values one after the other on a byte stream, as lightningd speaks them: with plugins on stdin and stdout, and on its RPC socket. There
/// is no framing but the JSON itself; what is written ends in an empty line, as lightningd likes it.
/// </summary>
/// <remarks>
/// JSON-RPC 2.0 needs an id, a method and parameters; that is the whole of it here, so a library for it would bring more than it saves.
/// </remarks>
internal sealed class JsonStream(Stream input, Stream output)
{
    /// <summary>lightningd does not understand every escape: a base64 text must keep its plus signs.</summary>
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int ValueBytesMax = 64 << 20;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[] _buffer = new byte[16 << 10];
    private int _length;
    private JsonScanner _scanner = new();

    /// <summary>
    /// The next value; null when the other side closed. Text from peers reaches the node's log and so this stream: invalid UTF-8, lone surrogates
    /// and keys that come twice are mended (U+FFFD, the last key), and a value that is no JSON in spite of its brackets is skipped.
    /// </summary>
    /// <exception cref="JsonException">Something that is neither an object nor a list, or one value of more than 64 MiB.</exception>
    public async Task<JsonNode?> ReadAsync(CancellationToken cancellation)
    {
        for (; ; )
        {
            while (_scanner.FindEnd(_buffer.AsSpan(0, _length)) is int end and > 0)
            {
                JsonNode? value = JsonValues.Parse(_buffer.AsSpan(_scanner.Start, end - _scanner.Start));
                _buffer.AsSpan(end, _length - end).CopyTo(_buffer);
                _length -= end;
                _scanner = new JsonScanner();
                if (value is not null)
                {
                    return value;
                }
            }

            if (_length == _buffer.Length)
            {
                if (_length >= ValueBytesMax)
                {
                    throw new JsonException("a value that does not end");
                }

                Array.Resize(ref _buffer, _length * 2);
            }

            int count = await input.ReadAsync(_buffer.AsMemory(_length), cancellation);
            if (count == 0)
            {
                return null;
            }

            _length += count;
        }
    }

    public async Task WriteAsync(JsonNode value, CancellationToken cancellation)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value.ToJsonString(s_plain) + "\n\n");
        await _writing.WaitAsync(cancellation);
        try
        {
            await output.WriteAsync(bytes, cancellation);
            await output.FlushAsync(cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }
}
