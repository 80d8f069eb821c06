namespace Holdfast.Tool.Provisioning;

/// <summary>Words that somebody has on paper: typed without an echo, or piped in.</summary>
internal static class TypedWords
{
    /// <param name="hasPassphrase">A passphrase of BIP 39 belongs to the words. From a pipe it is the last line.</param>
    /// <exception cref="FormatException">They are no words of BIP 39, or the passphrase was typed in two ways.</exception>
    public static byte[] Seed(IConversation person, bool hasPassphrase)
    {
        if (!person.IsTerminal)
        {
            return FromPipe(person.ReadToEnd(), hasPassphrase);
        }

        Mnemonic words = Mnemonic.Parse(person.AskSecret("The words, with spaces between them (they do not appear):"));
        if (!hasPassphrase)
        {
            return words.Seed();
        }

        string passphrase = person.AskSecret("The passphrase (it does not appear):");
        return passphrase == person.AskSecret("The passphrase again:")
            ? words.Seed(passphrase)
            : throw new FormatException("the passphrase was typed in two ways; nothing was changed");
    }

    private static byte[] FromPipe(string text, bool hasPassphrase)
    {
        if (!hasPassphrase)
        {
            return Mnemonic.Parse(text).Seed();
        }

        string[] lines = text.TrimEnd('\n', '\r').Split('\n');
        return lines.Length > 1
            ? Mnemonic.Parse(string.Join(' ', lines[..^1])).Seed(lines[^1].TrimEnd('\r'))
            : throw new FormatException("with --passphrase, the input is the words and, on the last line, the passphrase");
    }
}
