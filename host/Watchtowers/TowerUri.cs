namespace Holdfast.Watchtowers;

/// <summary>PUB@HOST[:PORT], as a tower's operator prints it (`lncli tower info`).</summary>
public sealed record TowerUri(byte[] PublicKey, TowerAddress Address)
{
    /// <exception cref="FormatException">The text says what is wrong, for the person who typed it.</exception>
    public static TowerUri Parse(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0
            ? throw new FormatException($"'{text}' is no tower: expected PUBLICKEY@HOST[:PORT]")
            : new TowerUri(ParseKey(text[..at]), TowerAddress.Parse(text[(at + 1)..]));
    }

    /// <summary>A tower's public key in hexadecimal.</summary>
    /// <exception cref="FormatException">Not the form of one; whether it is on the curve is seen by the device.</exception>
    public static byte[] ParseKey(string text)
    {
        bool isKey = text.Length == 66 && text.All(char.IsAsciiHexDigit) && text[0] == '0' && text[1] is '2' or '3';
        return isKey ? Convert.FromHexString(text) : throw new FormatException($"'{text}' is no public key: expected 66 hexadecimal digits that begin with 02 or 03");
    }
}
