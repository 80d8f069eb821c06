using System.Text;
using Holdfast.SimulatedSigner;

namespace Holdfast.Tool;

/// <summary>The panel of a simulated board on this terminal and in a PNG file, and the keys that are its buttons.</summary>
internal static class PanelView
{
    private const int DotsAcross = 2;
    private const int DotsDown = 4;

    /// <summary>Of Unicode's Braille letters: the bit of each of eight dots, line by line.</summary>
    private static readonly int[] s_dots = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    public static SimulatedScreen Open(bool isApproved, bool isDrawn, string? png, CancellationToken cancellation)
    {
        SimulatedScreen screen = new() { Agrees = isApproved ? _ => true : null };
        bool isTerminal = !Console.IsErrorRedirected;
        bool isFirst = true;
        screen.Panel.Drawn += () =>
        {
            ushort[] pixels = screen.Panel.Pixels;
            if (png != null)
            {
                WriteFile(png, PanelPng.Encode(pixels, SimulatedPanel.Width));
            }

            if (isDrawn)
            {
                bool isWide = isTerminal && Width() >= SimulatedPanel.Width;
                string picture = isWide ? HalfBlocks(pixels) : Braille(pixels, isTerminal);
                int lines = picture.Count(letter => letter == '\n');
                Console.Error.Write((isTerminal && !isFirst ? $"\u001b[{lines}F" : "") + picture);
                isFirst = false;
            }
        };
        if (!isApproved && !Console.IsInputRedirected)
        {
            new Thread(() => ReadKeys(screen, cancellation)) { IsBackground = true, Name = "buttons" }.Start();
        }

        return screen;
    }

    /// <summary>One letter for two pixels, one above the other; needs 240 columns.</summary>
    public static string HalfBlocks(ushort[] pixels)
    {
        StringBuilder text = new();
        for (int y = 0; y < SimulatedPanel.Height; y += 2)
        {
            for (int x = 0; x < SimulatedPanel.Width; x++)
            {
                ushort below = y + 1 < SimulatedPanel.Height ? pixels[((y + 1) * SimulatedPanel.Width) + x] : (ushort)0;
                text.Append(Colour(38, pixels[(y * SimulatedPanel.Width) + x])).Append(Colour(48, below)).Append('\u2580');
            }

            text.Append("\u001b[0m\n");
        }

        return text.ToString();
    }

    /// <summary>One letter of eight dots for two by four pixels, in 120 columns; each with the colour of its first pixel that is lit.</summary>
    public static string Braille(ushort[] pixels, bool hasColours)
    {
        StringBuilder text = new();
        for (int y = 0; y < SimulatedPanel.Height; y += DotsDown)
        {
            for (int x = 0; x < SimulatedPanel.Width; x += DotsAcross)
            {
                int dots = 0;
                ushort colour = 0;
                for (int dot = 0; dot < s_dots.Length; dot++)
                {
                    int at = ((y + (dot / DotsAcross)) * SimulatedPanel.Width) + x + (dot % DotsAcross);
                    ushort pixel = at < pixels.Length ? pixels[at] : (ushort)0;
                    dots |= pixel != 0 ? s_dots[dot] : 0;
                    colour = colour == 0 ? pixel : colour;
                }

                text.Append(hasColours && colour != 0 ? Colour(38, colour) : "").Append((char)(0x2800 + dots));
            }

            text.Append(hasColours ? "\u001b[0m\n" : "\n");
        }

        return text.ToString();
    }

    private static string Colour(int layer, ushort pixel)
    {
        (byte red, byte green, byte blue) = PanelPng.Colour(pixel);
        return $"\u001b[{layer};2;{red};{green};{blue}m";
    }

    /// <summary>Whoever reads the file sees a whole picture.</summary>
    private static void WriteFile(string path, byte[] content)
    {
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void ReadKeys(SimulatedScreen screen, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (!Console.KeyAvailable)
            {
                Thread.Sleep(20);
                continue;
            }

            switch (Console.ReadKey(intercept: true).KeyChar)
            {
                case 'y':
                    screen.Press(approves: true, isHeld: false);
                    break;
                case 'Y':
                    screen.Press(approves: true, isHeld: true);
                    break;
                case 'n':
                    screen.Press(approves: false, isHeld: false);
                    break;
            }
        }
    }
}
