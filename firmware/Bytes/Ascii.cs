namespace Holdfast.Bytes;

/// <summary>Text as bytes and back: printable ASCII only, anything else becomes '?', so a text can neither fail nor carry controls.</summary>
public static class Ascii
{
    public static byte[] Bytes(string text)
    {
        return Bytes(text, text.Length);
    }

    /// <summary>Cuts after <paramref name="lengthMax"/> characters.</summary>
    public static byte[] Bytes(string text, int lengthMax)
    {
        byte[] bytes = new byte[text.Length < lengthMax ? text.Length : lengthMax];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = IsPrintable(text[i]) ? (byte)text[i] : (byte)'?';
        }

        return bytes;
    }

    public static string Text(byte[] bytes)
    {
        char[] text = new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[i] = IsPrintable((char)bytes[i]) ? (char)bytes[i] : '?';
        }

        return new string(text);
    }

    /// <summary>Two lower-case digits for each byte.</summary>
    public static string Hex(byte[] bytes)
    {
        char[] text = new char[2 * bytes.Length];
        for (int i = 0; i < text.Length; i++)
        {
            int digit = (bytes[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15;
            text[i] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }

        return new string(text);
    }

    private static bool IsPrintable(char value)
    {
        return value >= ' ' && value <= '~';
    }
}
