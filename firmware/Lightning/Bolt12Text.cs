using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// A BOLT 12 message as people pass it on (BOLT 12, Encoding): a prefix, "1", and the TLV stream in letters of bech32, without a checksum. Long texts may be joined of parts with
/// "+" and white space.
/// </summary>
public static class Bolt12Text
{
    /// <summary>The longest text that is read.</summary>
    public const int TextBytesMax = 7168;

    /// <summary>The TLV stream in the text; malformed when it is none with this prefix.</summary>
    /// <param name="text">All small letters, or all capital ones.</param>
    /// <param name="prefix">With the separator, for example lni1.</param>
    public static byte[] Stream(byte[] text, byte[] prefix)
    {
        byte[] letters = Joined(Bech32.Small(text, TextBytesMax));
        bool isKnown = letters.Length > prefix.Length;
        for (int i = 0; isKnown && i < prefix.Length; i++)
        {
            isKnown = letters[i] == prefix[i];
        }

        if (!isKnown)
        {
            throw new MalformedException("a BOLT 12 message begins with its kind");
        }

        for (int i = prefix.Length; i < letters.Length; i++)
        {
            letters[i] = Bech32.Group(letters[i]);
        }

        return Bech32.Bytes(letters, prefix.Length, letters.Length - prefix.Length);
    }

    /// <summary>True when the text begins like a BOLT 12 message with this prefix. It may have other faults.</summary>
    public static bool Begins(byte[] text, byte[] prefix)
    {
        int at = 0;
        for (int i = 0; i < text.Length && at < prefix.Length; i++)
        {
            if (text[i] != (byte)'+' && !IsWhite(text[i]))
            {
                bool isCapital = text[i] >= (byte)'A' && text[i] <= (byte)'Z';
                if ((isCapital ? text[i] + 32 : text[i]) != prefix[at++])
                {
                    return false;
                }
            }
        }

        return at == prefix.Length;
    }

    // A join stands between two letters.
    private static byte[] Joined(byte[] text)
    {
        byte[] letters = new byte[text.Length];
        int count = 0;
        bool isJoin = true;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'+' && !isJoin)
            {
                isJoin = true;
            }
            else if (!isJoin || !IsWhite(text[i]) || count == 0)
            {
                letters[count++] = text[i];
                isJoin = false;
            }
        }

        if (isJoin)
        {
            throw new MalformedException("a BOLT 12 message ends with a letter");
        }

        return new ByteReader(letters, 0, count).Rest();
    }

    private static bool IsWhite(byte letter)
    {
        return letter == (byte)' ' || (letter >= 9 && letter <= 13);
    }
}
