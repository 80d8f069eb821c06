using Holdfast.ChainFeed;
using Holdfast.Crypto;

namespace Holdfast.Tool.Chain;

/// <summary>
/// Block headers from where a person has them: a file of raw headers (80 bytes each), the same as hexadecimal text, standard input with such text, or a folder of
/// raw blocks, one in a file. They come out in the order of the chain.
/// </summary>
internal static class HeaderSource
{
    /// <param name="path">A file, a folder, or - for standard input.</param>
    /// <exception cref="InvalidDataException">What is there is no whole number of headers, or they do not follow each other.</exception>
    public static List<byte[]> Read(string path)
    {
        List<byte[]> headers = Directory.Exists(path)
            ? InOrder([.. Directory.EnumerateFiles(path).Select(file => FirstHeader(file))])
            : Cut(path == "-" ? Decode(Console.In.ReadToEnd()) : Decode(File.ReadAllBytes(path)), path);
        for (int i = 1; i < headers.Count; i++)
        {
            if (!headers[i].AsSpan(4, 32).SequenceEqual(Sha256.HashTwice(headers[i - 1])))
            {
                throw new InvalidDataException($"header {i} of {path} does not follow the one before it");
            }
        }

        return headers;
    }

    /// <summary>Raw bytes, or the bytes that hexadecimal text says.</summary>
    public static byte[] Decode(byte[] content)
    {
        bool isText = content.Length > 0 && content.All(value => char.IsAsciiHexDigit((char)value) || char.IsWhiteSpace((char)value));
        return isText ? Decode(System.Text.Encoding.ASCII.GetString(content)) : content;
    }

    private static byte[] Decode(string text) => Convert.FromHexString(string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))));

    private static List<byte[]> Cut(byte[] bytes, string path)
    {
        return bytes.Length % RawBlock.HeaderBytes == 0
            ? [.. bytes.Chunk(RawBlock.HeaderBytes)]
            : throw new InvalidDataException($"{path} has {bytes.Length} bytes, and headers have {RawBlock.HeaderBytes} each");
    }

    private static byte[] FirstHeader(string file)
    {
        byte[] block = Decode(File.ReadAllBytes(file));
        return block.Length >= RawBlock.HeaderBytes ? block[..RawBlock.HeaderBytes] : throw new InvalidDataException($"{file} is too short for a block");
    }

    // Each block behind the one that it names; a folder with a gap, or with a branch, is refused by the reader of the order.
    private static List<byte[]> InOrder(List<byte[]> headers)
    {
        Dictionary<string, byte[]> byParent = [];
        HashSet<string> hashes = [];
        foreach (byte[] header in headers)
        {
            if (!byParent.TryAdd(Convert.ToHexString(header, 4, 32), header))
            {
                throw new InvalidDataException("two blocks of the folder have the same block before them");
            }

            hashes.Add(Convert.ToHexString(Sha256.HashTwice(header)));
        }

        List<byte[]> ordered = [];
        byte[]? next = headers.FirstOrDefault(header => !hashes.Contains(Convert.ToHexString(header, 4, 32)));
        while (next != null)
        {
            ordered.Add(next);
            next = byParent.GetValueOrDefault(Convert.ToHexString(Sha256.HashTwice(next)));
        }

        return ordered.Count == headers.Count ? ordered : throw new InvalidDataException("the blocks of the folder are not one chain");
    }
}
