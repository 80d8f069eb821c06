using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Holdfast.SimulatedSigner;

/// <summary>Pixels of a panel as a PNG file (RFC 2083), and back from the files that this writes.</summary>
public static class PanelPng
{
    private const int HeaderBytes = 13;

    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    /// <summary>Three bytes for each pixel.</summary>
    public static byte[] Encode(ushort[] pixels, int width)
    {
        int height = pixels.Length / width;
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits
        header[9] = 2; // red, green and blue
        MemoryStream lines = new();
        using (ZLibStream packed = new(lines, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                packed.WriteByte(0); // no filter
                foreach (ushort pixel in pixels.AsSpan(y * width, width))
                {
                    (byte red, byte green, byte blue) = Colour(pixel);
                    packed.WriteByte(red);
                    packed.WriteByte(green);
                    packed.WriteByte(blue);
                }
            }
        }

        MemoryStream file = new();
        file.Write(s_signature);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", lines.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The pixels of a file that <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is another kind of file.</exception>
    public static (ushort[] Pixels, int Width) Decode(byte[] file)
    {
        int data = s_signature.Length + 12 + HeaderBytes;
        if (file.Length < data + 12 || !file.AsSpan().StartsWith(s_signature) || file[24] != 8 || file[25] != 2 || Encoding.ASCII.GetString(file, data + 4, 4) != "IDAT")
        {
            throw new InvalidDataException("this is no picture of a panel");
        }

        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16));
        int height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        byte[] lines = new byte[height * (1 + (3 * width))];
        using ZLibStream packed = new(new MemoryStream(file, data + 8, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(data))), CompressionMode.Decompress);
        packed.ReadExactly(lines);
        ushort[] pixels = new ushort[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int at = (i / width * (1 + (3 * width))) + 1 + (i % width * 3);
            pixels[i] = (ushort)((lines[at] >> 3 << 11) | (lines[at + 1] >> 2 << 5) | (lines[at + 2] >> 3));
        }

        return (pixels, width);
    }

    /// <summary>Red, green and blue of a pixel, with the highest bits again as the lowest, so that white is white.</summary>
    public static (byte Red, byte Green, byte Blue) Colour(ushort pixel)
    {
        int red = pixel >> 11;
        int green = (pixel >> 5) & 0x3f;
        int blue = pixel & 0x1f;
        return ((byte)((red << 3) | (red >> 2)), (byte)((green << 2) | (green >> 4)), (byte)((blue << 3) | (blue >> 2)));
    }

    private static void Chunk(Stream file, string name, byte[] content)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(name), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(chunk);
        uint crc = ~chunk.Aggregate(uint.MaxValue, (sum, value) => s_crc[(byte)(sum ^ value)] ^ (sum >> 8));
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }

    private static uint CrcOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xedb88320;
        }

        return value;
    }
}
