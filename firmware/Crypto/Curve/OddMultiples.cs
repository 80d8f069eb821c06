namespace Holdfast.Crypto;

/// <summary>
/// The odd multiples P, 3P, … 15P of a point, affine, with β times each x beside them: the same multiples of λP. Also for 2^33 P, 2^66 P and
/// 2^99 P where many products of the same point pay for that.
/// </summary>
internal sealed class OddMultiples
{
    public const int Count = 8;

    /// <summary>Bits from one chunk to the next.</summary>
    public const int ChunkBits = 33;

    /// <summary>Chunks that cover a half scalar of 129 bits and a carry.</summary>
    public const int ChunksMax = 4;

    /// <summary>Chunk c, multiple 2j + 1 at 8 c + j.</summary>
    public readonly AffinePoint[] Points;

    public readonly FieldElement[] BetaX;

    public readonly int Chunks;

    /// <param name="chunks">1, or 4 for all powers.</param>
    public OddMultiples(Group group, AffinePoint point, int chunks)
    {
        Chunks = chunks;
        int all = Count * chunks;
        Points = new AffinePoint[all];
        BetaX = new FieldElement[all];
        JacobianPoint[] multiples = new JacobianPoint[all];
        JacobianPoint power = new JacobianPoint();
        AffinePoint twice = new AffinePoint();
        power.SetAffine(point.X, point.Y);
        for (int c = 0; c < chunks; c++)
        {
            // On the isomorphic curve where 2P = (X, Y, Z) has the coordinates (X, Y): P is (x Z², y Z³) there, every step is an affine
            // addition, and a result's true Z is the Z of the isomorphic curve times Z.
            JacobianPoint one = new JacobianPoint();
            JacobianPoint.Copy(one, power);
            multiples[Count * c] = new JacobianPoint();
            JacobianPoint.Copy(multiples[Count * c], power);
            PointSteps.Double(power, 1);
            FieldElement.Copy(twice.X, power.X);
            FieldElement.Copy(twice.Y, power.Y);
            group.Rescale(one, power.Z);
            for (int j = 1; j < Count; j++)
            {
                PointSteps.AddAffine(one, twice.X, twice.Y);
                JacobianPoint multiple = new JacobianPoint();
                JacobianPoint.Copy(multiple, one);
                FieldElement.Mul(multiple.Z, one.Z, power.Z);
                multiples[Count * c + j] = multiple;
            }

            if (c + 1 < chunks)
            {
                PointSteps.Double(power, ChunkBits - 1);
            }
        }

        for (int i = 0; i < all; i++)
        {
            Points[i] = new AffinePoint();
            BetaX[i] = new FieldElement();
        }

        group.ToAffine(Points, multiples, all);
        for (int i = 0; i < all; i++)
        {
            FieldElement.Mul(BetaX[i], Points[i].X, CurveConstants.Beta);
        }
    }
}
