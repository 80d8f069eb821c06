using System.Text.Json;

namespace Holdfast.Plugin;

/// <summary>Finds where one JSON object or list ends, by its brackets and strings alone. It keeps its place, so no byte is looked at twice.</summary>
internal sealed class JsonScanner
{
    private int _place;
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Where the value begins, behind white space.</summary>
    public int Start { get; private set; }

    /// <summary>The position behind the value; 0 while it has not ended.</summary>
    /// <param name="bytes">All bytes so far: those of the last call, and more.</param>
    /// <exception cref="JsonException">The value is this is neither a JSON object nor a list.</exception>
    public int FindEnd(ReadOnlySpan<byte> bytes)
    {
        for (; _place < bytes.Length; _place++)
        {
            byte next = bytes[_place];
            if (_depth == 0)
            {
                if (next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                {
                    continue;
                }

                Start = _place;
                _depth = next is (byte)'{' or (byte)'[' ? 1 : throw new JsonException("this is neither a JSON object nor a list");
            }
            else if (_isInString)
            {
                _isInString = _isEscaped || next != (byte)'"';
                _isEscaped = !_isEscaped && next == (byte)'\\';
            }
            else if (next == (byte)'"')
            {
                _isInString = true;
            }
            else if (next is (byte)'{' or (byte)'[')
            {
                _depth++;
            }
            else if (next is (byte)'}' or (byte)']' && --_depth == 0)
            {
                return ++_place;
            }
        }

        return 0;
    }
}
