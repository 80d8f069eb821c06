namespace Holdfast.Unit;

/// <summary>Hexadecimal text in tests, in code that both test runners compile.</summary>
public static class Hex
{
    private const string Digits = "0123456789abcdef";

    public static byte[] Bytes(string text)
    {
        byte[] bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Value(text[2 * i]) << 4) | Value(text[2 * i + 1]));
        }

        return bytes;
    }

    public static string Text(byte[] bytes)
    {
        char[] text = new char[bytes.Length * 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[2 * i + 1] = Digits[bytes[i] & 15];
        }

        return new string(text);
    }

    /// <summary>The text as ASCII bytes.</summary>
    public static byte[] Ascii(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    private static int Value(char digit)
    {
        int value = Digits.IndexOf(digit);
        return value >= 0 ? value : Digits.IndexOf((char)(digit + 32));
    }
}
