using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>
/// JSON values one after the other on a byte stream, as lightningd speaks them: with plugins on stdin and stdout, and on its RPC socket. There
/// is no framing but the JSON itself; what we write ends in an empty line, as lightningd likes it.
/// </summary>
/// <remarks>
/// JSON-RPC 2.0 needs an id, a method and parameters; that is the whole of it here, so a library for it would bring more than it saves.
/// </remarks>
internal sealed class JsonStream(Stream input, Stream output)
{
    private const int ValueBytesMax = 64 << 20;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[] _buffer = new byte[16 << 10];
    private int _length;

    /// <summary>The next value; null when the other side closed.</summary>
    /// <exception cref="JsonException">Not JSON, or one value of more than 64 MiB.</exception>
    public async Task<JsonNode?> ReadAsync(CancellationToken cancellation)
    {
        for (; ; )
        {
            if (TryTake(out JsonNode? value))
            {
                return value;
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
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(value), (byte)'\n', (byte)'\n'];
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

    private bool TryTake(out JsonNode? value)
    {
        int start = 0;
        while (start < _length && char.IsWhiteSpace((char)_buffer[start]))
        {
            start++;
        }

        value = null;
        Utf8JsonReader reader = new(_buffer.AsSpan(start, _length - start), isFinalBlock: false, default);
        if (start == _length || !JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
        {
            return false;
        }

        using (document)
        {
            value = JsonNode.Parse(document.RootElement.GetRawText());
        }

        int end = start + (int)reader.BytesConsumed;
        _buffer.AsSpan(end, _length - end).CopyTo(_buffer);
        _length -= end;
        return true;
    }
}
