using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// Products of the generator with secret and public scalars, from a <see cref="GeneratorTable"/>, and the blind that hides secret ones.
/// <para>
/// Reading flash takes longer when the line is not in the chip's cache, so the time of a table read may depend on its address. A secret k is
/// therefore never used itself: the table gives (k − b) · G, and the sum starts from B = b · G instead of nothing. After every use b and B
/// are doubled; <see cref="Seed"/> replaces them by fresh ones. The sequence of field operations is always the same.
/// </para>
/// </summary>
internal sealed class GeneratorProduct
{
    private readonly Group _group;
    private readonly GeneratorTable _table;
    private readonly Scalar _blind = new Scalar();
    private readonly AffinePoint _blindPoint = new AffinePoint();
    private readonly JacobianPoint _blindTwice = new JacobianPoint();
    private readonly Scalar _masked = new Scalar();
    private readonly Scalar _scratch = new Scalar();
    private readonly long[] _limbs = new long[10];
    private readonly FieldElement _x = new FieldElement();
    private readonly FieldElement _y = new FieldElement();

    public GeneratorProduct(Group group, IConstantTable table)
    {
        _group = group;
        _table = new GeneratorTable(table);
        Scalar.SetSmall(_blind, 1);
        FieldElement.Copy(_blindPoint.X, CurveConstants.GeneratorX);
        FieldElement.Copy(_blindPoint.Y, CurveConstants.GeneratorY);
    }

    /// <summary>Products with secrets since <see cref="Seed"/>.</summary>
    public int Uses { get; private set; }

    /// <summary>A new blind, unrelated to the old one, which still protects the computation of the new one's point.</summary>
    public void Seed(Scalar blind)
    {
        Secret(_blindTwice, blind);
        _group.ToAffine(_blindPoint, _blindTwice);
        _group.RequireOnCurve(_blindPoint);
        _blindTwice.Wipe();
        Scalar.Copy(_blind, blind);
        Uses = 0;
    }

    /// <summary>r = secret · G</summary>
    public void Secret(JacobianPoint r, Scalar secret)
    {
        r.SetAffine(_blindPoint.X, _blindPoint.Y);
        AddMasked(r, secret);
        if (r.IsInfinity())
        {
            Slow(r, secret);
        }
    }

    /// <summary>r = r + secret · G, for an r that is not infinity.</summary>
    public void AddSecret(JacobianPoint r, Scalar secret)
    {
        JacobianPoint before = new JacobianPoint();
        JacobianPoint.Copy(before, r);
        AddMasked(r, secret);
        PointSteps.AddAffine(r, _blindPoint.X, _blindPoint.Y);
        if (r.IsInfinity())
        {
            JacobianPoint.Copy(r, before);
            AddSlow(r, secret);
        }
    }

    /// <summary>r = r + scalar · G for a scalar that everybody may know and an r that is not infinity.</summary>
    public void AddPublic(JacobianPoint r, Scalar scalar)
    {
        JacobianPoint before = new JacobianPoint();
        JacobianPoint.Copy(before, r);
        GeneratorTable.Recode(_limbs, scalar, _scratch);
        AddEntries(r);
        if (r.IsInfinity())
        {
            JacobianPoint.Copy(r, before);
            AddSlow(r, scalar);
        }
    }

    /// <summary>
    /// r = scalar · G for a scalar that everybody may know, not zero. Neither uses nor moves the blind, which belongs to secrets.
    /// </summary>
    public void Public(JacobianPoint r, Scalar scalar)
    {
        Scalar rest = new Scalar();
        Scalar.SetSmall(rest, -1);
        Scalar.Add(rest, rest, scalar);
        r.SetAffine(CurveConstants.GeneratorX, CurveConstants.GeneratorY);
        AddPublic(r, rest);
    }

    /// <summary>
    /// The affine forms of products, all proven to be on the curve, with one inversion for all of them and for the doubled blind: call it once at the end of every
    /// computation with secrets. There must be room for one point more behind the <paramref name="count"/> ones; it is overwritten.
    /// </summary>
    public void Finish(AffinePoint[] r, JacobianPoint[] p, int count)
    {
        Room.Make(Room.CurveBytes);
        _blindTwice.SetAffine(_blindPoint.X, _blindPoint.Y);
        PointSteps.Double(_blindTwice, 1);
        p[count] = _blindTwice;
        r[count] = _blindPoint;
        _group.ToAffine(r, p, count + 1);
        Scalar.Add(_blind, _blind, _blind);
        _blindTwice.Wipe();
        for (int i = 0; i <= count; i++)
        {
            _group.RequireOnCurve(r[i]);
        }
    }

    private void AddMasked(JacobianPoint r, Scalar secret)
    {
        Uses++;
        Scalar.NegateIf(_masked, _blind, -1);
        Scalar.Add(_masked, _masked, secret);
        GeneratorTable.Recode(_limbs, _masked, _scratch);
        AddEntries(r);
        _masked.Wipe();
    }

    private void AddEntries(JacobianPoint r)
    {
        Room.Make(Room.CurveBytes);
        _table.AddEntries(r, _limbs, _x, _y);
        Array.Clear(_limbs, 0, 10);
        FieldElement.SetSmall(_x, 0);
        FieldElement.SetSmall(_y, 0);
    }

    private void Slow(JacobianPoint r, Scalar secret)
    {
        r.SetInfinity();
        AddSlow(r, secret);
    }

    private void AddSlow(JacobianPoint r, Scalar scalar)
    {
        AffinePoint generator = new AffinePoint();
        FieldElement.Copy(generator.X, CurveConstants.GeneratorX);
        FieldElement.Copy(generator.Y, CurveConstants.GeneratorY);
        _group.SlowProduct(r, generator, scalar);
    }
}
