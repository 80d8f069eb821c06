using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// Multiples of the generator G, so that a product k · G is a sum of table entries and needs no doubling.
/// <para>
/// The 256 bits of d = (k + 2^256 − 1) / 2 (mod n), read as digits +1 for a one and −1 for a zero, add up to k. They are cut into windows;
/// a window of w bits at bit p weighs ±(2j + 1) · 2^p · G for one j below 2^(w−1), and those are its entries, j ascending. An entry is x and
/// y of 32 bytes each, little-endian. The length of a table tells its layout:
/// </para>
/// <code>
/// large  524,288 bytes   4 windows of 10 bits, then 24 of 9: 28 additions
/// small   57,344 bytes   6 windows of 6 bits, then 44 of 5: 50 additions
/// </code>
/// </summary>
public sealed class GeneratorTable
{
    public const int LargeLengthBytes = 524288;
    public const int SmallLengthBytes = 57344;

    private const int EntryBytes = 64;

    private static IConstantTable s_software;

    private readonly IConstantTable _table;
    private readonly int _wideWindows;
    private readonly int _wideBits;
    private readonly int _windows;

    /// <summary>Reads a table; a length that is neither of the two layouts is a fault of the build.</summary>
    public GeneratorTable(IConstantTable table)
    {
        Check.That(table.LengthBytes == LargeLengthBytes || table.LengthBytes == SmallLengthBytes, "the generator table has a known layout");
        bool large = table.LengthBytes == LargeLengthBytes;
        _table = table;
        _wideWindows = large ? 4 : 6;
        _wideBits = large ? 10 : 6;
        _windows = large ? 28 : 50;
    }

    /// <summary>The small table, computed in memory at the first call and kept: for hosts, simulators and tests. Too large for a chip's memory.</summary>
    public static IConstantTable Software()
    {
        if (s_software == null)
        {
            s_software = new ByteTable(Make(false));
        }

        return s_software;
    }

    /// <summary>Computes a table, large or small, in about a second on a desktop: for the generator of the files, for tests and for the host.</summary>
    public static byte[] Make(bool large)
    {
        byte[] bytes = new byte[large ? LargeLengthBytes : SmallLengthBytes];
        GeneratorTable layout = new GeneratorTable(new ByteTable(bytes));
        Group group = new Group();
        AffinePoint first = new AffinePoint();
        FieldElement.Copy(first.X, CurveConstants.GeneratorX);
        FieldElement.Copy(first.Y, CurveConstants.GeneratorY);
        byte[] word = new byte[32];
        int offset = 0;
        for (int window = 0; window < layout._windows; window++)
        {
            // Odd multiples: 2^p G, then 2 · 2^p G more each time. One inversion for the whole window.
            int count = 1 << (layout.BitsOf(window) - 1);
            JacobianPoint[] odd = new JacobianPoint[count];
            AffinePoint[] entries = new AffinePoint[count];
            JacobianPoint step = new JacobianPoint();
            AffinePoint twice = new AffinePoint();
            step.SetAffine(first.X, first.Y);
            PointSteps.Double(step, 1);
            group.ToAffine(twice, step);
            for (int j = 0; j < count; j++)
            {
                odd[j] = new JacobianPoint();
                entries[j] = new AffinePoint();
                if (j == 0)
                {
                    odd[j].SetAffine(first.X, first.Y);
                }
                else
                {
                    JacobianPoint.Copy(odd[j], odd[j - 1]);
                    PointSteps.AddAffine(odd[j], twice.X, twice.Y);
                }
            }

            group.ToAffine(entries, odd, count);
            for (int j = 0; j < count; j++)
            {
                Put(bytes, offset, entries[j].X, word);
                Put(bytes, offset + 32, entries[j].Y, word);
                offset += EntryBytes;
            }

            // The next window begins w bits higher.
            step.SetAffine(first.X, first.Y);
            PointSteps.Double(step, layout.BitsOf(window));
            group.ToAffine(first, step);
        }

        return bytes;
    }

    /// <summary>The digits of k for <see cref="AddEntries"/>, as limbs of d; k itself is not changed.</summary>
    internal static void Recode(long[] limbs, Scalar k, Scalar scratch)
    {
        Scalar.Add(scratch, k, CurveConstants.AllBits);
        Scalar.Half(scratch, scratch);
        scratch.ToLimbs(limbs);
        scratch.Wipe();
    }

    /// <summary>
    /// r = r + the entries that the digits weigh; x and y are scratch. The places read depend on the digits, so a secret scalar has to be
    /// blinded (README.md, "What depends on a secret").
    /// </summary>
    internal void AddEntries(JacobianPoint r, long[] limbs, FieldElement x, FieldElement y)
    {
        IConstantTable table = _table;
        int bits = _wideBits;
        int limb = 0;
        int shift = 0;
        int offset = 0;
        for (int window = 0; window < _windows; window++)
        {
            if (window == _wideWindows)
            {
                bits--;
            }

            // A digit below 2^(w−1) is negative: −(2j + 1) with j the complement of its low bits.
            int half = 1 << (bits - 1);
            int digit = (int)((limbs[limb] >> shift) | (limbs[limb + 1] << (29 - shift))) & (2 * half - 1);
            int minus = (digit >> (bits - 1)) - 1;
            byte[] entry = table.Slice(offset + ((digit ^ minus) & (half - 1)) * EntryBytes, EntryBytes);
            x.FromWords(entry, 0, 0);
            y.FromWords(entry, 32, minus);
            PointSteps.AddAffine(r, x, y);
            offset += half * EntryBytes;
            shift += bits;
            if (shift >= 29)
            {
                shift -= 29;
                limb++;
            }
        }
    }

    private int BitsOf(int window)
    {
        return window < _wideWindows ? _wideBits : _wideBits - 1;
    }

    private static void Put(byte[] bytes, int at, FieldElement value, byte[] word)
    {
        value.ToBytes(word, 0);
        for (int i = 0; i < 32; i++)
        {
            bytes[at + i] = word[31 - i];
        }
    }
}
