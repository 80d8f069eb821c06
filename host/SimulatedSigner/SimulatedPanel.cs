using Holdfast.Hardware;
using Holdfast.Screen;

namespace Holdfast.SimulatedSigner;

/// <summary>The panel of a simulated board: the pixels that the firmware wrote.</summary>
public sealed class SimulatedPanel : IPanel
{
    public const int Width = Picture.Width;
    public const int Height = Picture.Height;

    private readonly object _gate = new();
    private readonly ushort[] _pixels = new ushort[Width * Height];
    private int _line;
    private int _end;

    /// <summary>A picture, or the part of it that changes, was written to its end. On the signer's thread.</summary>
    public event Action? Drawn;

    /// <summary>Throws in the place of a panel that fails; null while it works.</summary>
    public Func<Exception?>? Failure { get; set; }

    /// <summary>How often a picture or a part of one was begun.</summary>
    public int Begun { get; private set; }

    /// <summary>A copy of what is seen, from the upper left corner, in 5, 6 and 5 bits.</summary>
    public ushort[] Pixels
    {
        get
        {
            lock (_gate)
            {
                return [.. _pixels];
            }
        }
    }

    public void Wake() => Fail();

    public void Begin(int top, int height)
    {
        Fail();
        if (top < 0 || height < 1 || top + height > Height || _line != _end)
        {
            throw new InvalidOperationException($"{height} lines from {top} are not on the panel, or the picture before is not complete");
        }

        Begun++;
        _line = top;
        _end = top + height;
    }

    public void Write(byte[] line)
    {
        Fail();
        if (_line == _end || line.Length != 2 * Width)
        {
            throw new InvalidOperationException("no such line was begun");
        }

        lock (_gate)
        {
            for (int x = 0; x < Width; x++)
            {
                _pixels[(_line * Width) + x] = (ushort)((line[2 * x] << 8) | line[(2 * x) + 1]);
            }
        }

        if (++_line == _end)
        {
            Drawn?.Invoke();
        }
    }

    private void Fail()
    {
        if (Failure?.Invoke() is Exception failure)
        {
            _line = _end;
            throw failure;
        }
    }
}
