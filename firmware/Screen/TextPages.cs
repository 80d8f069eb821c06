namespace Holdfast.Screen;

/// <summary>
/// Lays a text out in lines of thirty letters and pages of six lines. Every letter of the text is on some page, in its order; spaces are added between groups of four and left out
/// where a line ends.
/// <para>
/// An address, a key or a hash is a word of more than <see cref="PlainWordMax"/> signs with letters and digits among them: it stands in groups of four with two
/// colours in turn. What is between quotation marks is somebody else's text: it has a colour of its own and is never set in groups or like a number of the signer's.
/// </para>
/// </summary>
public sealed class TextPages
{
    public const int Columns = 30;
    public const int Rows = 6;

    /// <summary>The longest word that is never set in groups.</summary>
    public const int PlainWordMax = 15;

    private const int Group = 4;

    private readonly char[] _letters = new char[Columns * Rows];
    private readonly byte[] _inks = new byte[Columns * Rows];
    private int _firstLine;
    private int _line;
    private int _column;

    /// <summary>Lays out one page, counted from 0.</summary>
    /// <returns>How many pages the text has.</returns>
    public int Lay(string text, int page)
    {
        for (int i = 0; i < _letters.Length; i++)
        {
            _letters[i] = ' ';
        }

        _firstLine = page * Rows;
        _line = 0;
        _column = 0;
        char[] letters = text.ToCharArray();
        bool isForeign = false;
        int start = 0;
        while (start < letters.Length)
        {
            char letter = letters[start];
            if (letter == '\n')
            {
                NewLine();
                start++;
            }
            else if (letter == ' ')
            {
                // At the end of a line the end itself is the space.
                if (_column > 0 && _column < Columns)
                {
                    Put(' ', Ink.Plain);
                }

                start++;
            }
            else
            {
                int end = start;
                while (end < letters.Length && letters[end] != ' ' && letters[end] != '\n')
                {
                    end++;
                }

                isForeign = LayWord(letters, start, end, isForeign);
                start = end;
            }
        }

        return (_line / Rows) + 1;
    }

    /// <summary>The letters of the page that was laid out, line by line; to be read only.</summary>
    public char[] Letters
    {
        get { return _letters; }
    }

    /// <summary>The <see cref="Ink"/> of each.</summary>
    public byte[] Inks
    {
        get { return _inks; }
    }

    /// <returns>Whether what follows is somebody else's text.</returns>
    private bool LayWord(char[] letters, int start, int end, bool isForeign)
    {
        int grouped = start;
        bool hasLetter = false;
        bool hasDigit = false;
        while (grouped < end && (IsLetter(letters[grouped]) || IsDigit(letters[grouped])))
        {
            hasLetter |= IsLetter(letters[grouped]);
            hasDigit |= IsDigit(letters[grouped]);
            grouped++;
        }

        if (!isForeign && hasLetter && hasDigit && grouped - start > PlainWordMax)
        {
            LayGroups(letters, start, grouped);
            start = grouped;
        }
        else if (_column > 0 && _column + end - start > Columns)
        {
            NewLine();
        }

        bool isNumber = start < end && IsDigit(letters[start]);
        for (int i = start; i < end; i++)
        {
            bool isQuote = letters[i] == '"';
            Put(letters[i], isForeign || isQuote ? Ink.Foreign : isNumber ? Ink.Number : Ink.Plain);
            isForeign ^= isQuote;
        }

        return isForeign;
    }

    // Groups begin on a line of their own, so that they stand in columns.
    private void LayGroups(char[] letters, int start, int end)
    {
        if (_column > 0)
        {
            NewLine();
        }

        for (int i = start; i < end; i++)
        {
            int place = (i - start) % Group;
            if (place == 0 && i > start)
            {
                if (_column + 1 + Group > Columns)
                {
                    NewLine();
                }
                else
                {
                    Put(' ', Ink.Plain);
                }
            }

            Put(letters[i], (i - start) / Group % 2 == 0 ? Ink.Group : Ink.OtherGroup);
        }
    }

    private void Put(char letter, Ink ink)
    {
        if (_column == Columns)
        {
            NewLine();
        }

        int row = _line - _firstLine;
        if (row >= 0 && row < Rows)
        {
            _letters[(row * Columns) + _column] = letter;
            _inks[(row * Columns) + _column] = (byte)ink;
        }

        _column++;
    }

    private void NewLine()
    {
        _line++;
        _column = 0;
    }

    private static bool IsLetter(char letter)
    {
        return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
    }

    private static bool IsDigit(char letter)
    {
        return letter >= '0' && letter <= '9';
    }
}
