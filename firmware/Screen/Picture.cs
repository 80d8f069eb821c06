using System;
using Holdfast.Hardware;

namespace Holdfast.Screen;

/// <summary>
/// The picture: a line above, six lines of text, a line below, drawn one line of pixels at a time, because a whole picture has 64,800 bytes and the smallest heap has less.
/// <code>
///   Do you agree?            1/2     what it is, and which page
///   ----------------------------
///   Send a payment of 25000 sat,     TextPages
///   ...
///   ----------------------------
///   35: next                         what the two buttons do now
/// </code>
/// </summary>
public sealed class Picture
{
    public const int Width = TextPages.Columns * Glyphs.Width;
    public const int Height = 135;

    private const int RowHeight = 16;
    private const int UpperRule = 17;
    private const int TextTop = 20;
    private const int LowerRule = 118;
    private const int FooterTop = 119;

    private readonly IPanel _panel;
    private readonly Glyphs _glyphs = new Glyphs();
    private readonly TextPages _text = new TextPages();
    private readonly byte[] _line = new byte[2 * Width];

    public Picture(IPanel panel)
    {
        _panel = panel;
    }

    /// <summary>How many pages a text has.</summary>
    public int Pages(string text)
    {
        return _text.Lay(text, 0);
    }

    /// <summary>Draws everything.</summary>
    /// <param name="page">Of the text, counted from 0.</param>
    /// <exception cref="PanelException">Nobody knows what is seen.</exception>
    public void Draw(string title, string mark, string text, int page, string refuse, string approve)
    {
        _text.Lay(text, page);
        _panel.Begin(0, Height);
        for (int y = 0; y < Height; y++)
        {
            Array.Clear(_line, 0, _line.Length);
            if (y == UpperRule || y == LowerRule)
            {
                Fill(Ink.Frame);
            }
            else if (y >= FooterTop)
            {
                DrawEnds(refuse, approve.Length == 0 ? Ink.Frame : Ink.Refuse, approve, Ink.Approve, y - FooterTop - 1);
            }
            else if (y < RowHeight)
            {
                DrawEnds(title, Ink.Frame, mark, Ink.Frame, y - 1);
            }
            else if (y >= TextTop && y < TextTop + (TextPages.Rows * RowHeight))
            {
                DrawText((y - TextTop) / RowHeight, ((y - TextTop) % RowHeight) - 1);
            }

            _panel.Write(_line);
        }
    }

    /// <summary>Draws the line below alone: what came of a question.</summary>
    /// <exception cref="PanelException">Nobody knows what is seen.</exception>
    public void DrawFooter(string refuse, string approve)
    {
        _panel.Begin(FooterTop, Height - FooterTop);
        for (int y = FooterTop; y < Height; y++)
        {
            Array.Clear(_line, 0, _line.Length);
            DrawEnds(refuse, Ink.Refuse, approve, Ink.Approve, y - FooterTop - 1);
            _panel.Write(_line);
        }
    }

    /// <summary>Red, green and blue in 5, 6 and 5 bits.</summary>
    public static int ColourOf(Ink ink)
    {
        switch (ink)
        {
            case Ink.Frame:
                return 0xfd20;
            case Ink.Number:
                return 0x5fea;
            case Ink.Group:
                return 0xffe0;
            case Ink.OtherGroup:
                return 0x5eff;
            case Ink.Foreign:
                return 0x9cd3;
            case Ink.Approve:
                return 0x07e0;
            case Ink.Refuse:
                return 0xfa8a;
            default:
                return 0xffff;
        }
    }

    private void DrawText(int row, int line)
    {
        if (line < 0 || line >= Glyphs.Height)
        {
            return;
        }

        char[] letters = _text.Letters;
        int first = row * TextPages.Columns;
        for (int column = 0; column < TextPages.Columns; column++)
        {
            // Most places are empty, and a call costs the interpreter more than a comparison.
            char letter = letters[first + column];
            if (letter != ' ')
            {
                DrawLetter(letter, (Ink)_text.Inks[first + column], column, line);
            }
        }
    }

    private void DrawEnds(string left, Ink leftInk, string right, Ink rightInk, int line)
    {
        for (int i = 0; i < left.Length; i++)
        {
            DrawLetter(left[i], leftInk, i, line);
        }

        for (int i = 0; i < right.Length; i++)
        {
            DrawLetter(right[i], rightInk, TextPages.Columns - right.Length + i, line);
        }
    }

    private void DrawLetter(char letter, Ink ink, int column, int line)
    {
        if (letter == ' ' || line < 0 || line >= Glyphs.Height)
        {
            return;
        }

        int pixels = _glyphs.Line(letter, line);
        int colour = ColourOf(ink);
        for (int i = 2 * Glyphs.Width * column; pixels != 0; i += 2)
        {
            if ((pixels & 0x80) != 0)
            {
                _line[i] = (byte)(colour >> 8);
                _line[i + 1] = (byte)colour;
            }

            pixels = (pixels << 1) & 0xff;
        }
    }

    private void Fill(Ink ink)
    {
        int colour = ColourOf(ink);
        for (int i = 0; i < _line.Length; i += 2)
        {
            _line[i] = (byte)(colour >> 8);
            _line[i + 1] = (byte)colour;
        }
    }
}
