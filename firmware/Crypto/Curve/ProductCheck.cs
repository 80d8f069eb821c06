using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// Proves results before they leave: every point is its scalar times the generator. One product under another blind proves all of a batch:
/// <code>
/// Σ weight[i] · point[i] = (Σ weight[i] · scalar[i]) · G
/// weight = 1 for a single point, else 12 binary digits of 1, 0 and −1: 1, 0, and ten of which one half are 0
/// </code>
/// One wrong point is always found: the group's order is prime and the weight is not zero. Several wrong ones would have to cancel under
/// weights that nobody knows (once in 18,000). A blind whose halves do not belong together (B ≠ b · G) adds its error to every point; by the time of the check the
/// blind and its error have doubled, and a batch's weights add up to more than 2^11, so the sides differ. The points must be on the curve.
/// </summary>
internal sealed class ProductCheck
{
    // Digits behind the first two, two random bits each.
    private const int Digits = 10;

    private readonly GeneratorProduct _generator;
    private readonly MaskStream _masks;
    private readonly JacobianPoint _sum = new JacobianPoint();
    private readonly JacobianPoint _product = new JacobianPoint();
    private readonly FieldElement _y = new FieldElement();
    private readonly Scalar _term = new Scalar();
    private readonly Scalar _total = new Scalar();

    public ProductCheck(GeneratorProduct generator, MaskStream masks)
    {
        _generator = generator;
        _masks = masks;
    }

    /// <summary>
    /// A fault unless points[i] = scalars[i] · G for the first <paramref name="count"/>, at most 12. The blind must have moved since they were
    /// computed.
    /// </summary>
    public void Require(AffinePoint[] points, Scalar[] scalars, int count)
    {
        int digits = count == 1 ? 0 : Digits;
        uint[] random = new uint[count];
        try
        {
            Draw(random, count);
            Scalar.SetSmall(_total, 0);
            for (int i = 0; i < count; i++)
            {
                Scalar.SetSmall(_term, Weight(random[i], digits));
                Scalar.Mul(_term, _term, scalars[i]);
                Scalar.Add(_total, _total, _term);
            }

            _sum.SetAffine(points[0].X, points[0].Y);
            for (int i = 1; i < count; i++)
            {
                PointSteps.AddAffine(_sum, points[i].X, points[i].Y);
            }

            for (int place = digits - 1; place >= 0; place--)
            {
                PointSteps.Double(_sum, place == digits - 1 ? 2 : 1);
                for (int i = 0; i < count; i++)
                {
                    int digit = Digit(random[i], place);
                    if (digit != 0)
                    {
                        FieldElement.NegateIf(_y, points[i].Y, digit >> 1);
                        PointSteps.AddAffine(_sum, points[i].X, _y);
                    }
                }
            }

            if (_sum.IsInfinity())
            {
                // Equal points met in an addition, as when the same hash is signed twice: then one by one.
                RequireEach(points, scalars, count);
                return;
            }

            _generator.Secret(_product, _total);
            Check.That(JacobianPoint.AreSame(_sum, _product), "a product with the generator is right");
        }
        finally
        {
            _term.Wipe();
            _total.Wipe();
            _sum.Wipe();
            _product.Wipe();
        }
    }

    // 20 bits for each point, of 256.
    private void Draw(uint[] random, int count)
    {
        byte[] bytes = _masks.Next();
        for (int i = 0; i < count; i++)
        {
            int at = 20 * i >> 3;
            random[i] = (((uint)bytes[at] << 16) | ((uint)bytes[at + 1] << 8) | bytes[at + 2]) >> (i & 1) * 4;
        }

        Array.Clear(bytes, 0, 32);
    }

    private static int Weight(uint random, int digits)
    {
        int weight = digits == 0 ? 1 : 2;
        for (int place = digits - 1; place >= 0; place--)
        {
            weight = 2 * weight + Digit(random, place);
        }

        return weight;
    }

    // 0, 0, 1 or −1
    private static int Digit(uint random, int place)
    {
        int pair = (int)(random >> (2 * place)) & 3;
        return (pair >> 1) * (1 - 2 * (pair & 1));
    }

    private void RequireEach(AffinePoint[] points, Scalar[] scalars, int count)
    {
        Check.That(count > 1, "a single point is not at infinity");
        for (int i = 0; i < count; i++)
        {
            Require(new AffinePoint[] { points[i] }, new Scalar[] { scalars[i] }, 1);
        }
    }
}
