using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// The odd multiples P, 3P, … 15P of a public point, and the same multiples of λP: affine, with x in the low and y in the high half of each
/// limb (<see cref="FieldElement.Pack"/>), which halves their memory and the time to scan them. Also for 2^33 P, 2^66 P and 2^99 P, or for 2^66 P alone,
/// where many products of the same point pay for that.
/// </summary>
internal sealed class OddMultiples
{
    public const int Count = 8;

    /// <summary>Bits from one chunk to the next.</summary>
    public const int ChunkBits = 33;

    /// <summary>Chunks that cover a half scalar of 129 bits and a carry.</summary>
    public const int ChunksMax = 4;

    /// <summary>(2j + 1) · 2^33c · P at 8 c + j; 2^66c where there are two chunks.</summary>
    public readonly FieldElement[] Points;

    /// <summary>The same times λ.</summary>
    public readonly FieldElement[] LambdaPoints;

    public readonly int Chunks;

    /// <param name="chunks">1, 2, or 4 for all powers.</param>
    public OddMultiples(Group group, AffinePoint point, int chunks)
    {
        Chunks = chunks;
        Points = new FieldElement[Count * chunks];
        LambdaPoints = new FieldElement[Count * chunks];
        JacobianPoint[] multiples = new JacobianPoint[Count];
        AffinePoint[] affine = new AffinePoint[Count];
        for (int j = 0; j < Count; j++)
        {
            multiples[j] = new JacobianPoint();
            affine[j] = new AffinePoint();
        }

        JacobianPoint power = new JacobianPoint();
        power.SetAffine(point.X, point.Y);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            Multiply(group, multiples, power, affine[0]);
            group.ToAffine(affine, multiples, Count);
            for (int j = 0; j < Count; j++)
            {
                FieldElement packed = new FieldElement();
                FieldElement.Pack(packed, affine[j].X, affine[j].Y);
                Points[Count * chunk + j] = packed;
                FieldElement.Mul(affine[j].X, affine[j].X, CurveConstants.Beta);
                affine[j].X.Normalize();
                packed = new FieldElement();
                FieldElement.Pack(packed, affine[j].X, affine[j].Y);
                LambdaPoints[Count * chunk + j] = packed;
                Check.That(packed.n0 != Points[Count * chunk + j].n0, "λP is not P");
            }

            if (chunk + 1 < chunks)
            {
                PointSteps.Double(power, ChunkBits * ChunksMax / chunks - 1);
            }
        }
    }

    /// <summary>multiples = p, 3p, … 15p, and then p = 2p.</summary>
    private static void Multiply(Group group, JacobianPoint[] multiples, JacobianPoint p, AffinePoint twice)
    {
        Room.Make(Room.CurveBytes);
        // On the isomorphic curve where 2p = (X, Y, Z) has the coordinates (X, Y): p is (x Z², y Z³) there, every step is an affine addition,
        // and a result's true Z is the Z of the isomorphic curve times Z.
        JacobianPoint.Copy(multiples[0], p);
        JacobianPoint one = new JacobianPoint();
        JacobianPoint.Copy(one, p);
        int steps = p.Steps;
        PointSteps.Double(p, 1);
        steps = p.Steps - steps;
        FieldElement.Copy(twice.X, p.X);
        FieldElement.Copy(twice.Y, p.Y);
        group.Rescale(one, p.Z);
        for (int j = 1; j < Count; j++)
        {
            PointSteps.AddAffine(one, twice.X, twice.Y);
            JacobianPoint.Copy(multiples[j], one);
            FieldElement.Mul(multiples[j].Z, one.Z, p.Z);
        }

        Check.That(steps == 1 && one.Steps == (Count - 1) * 1000, "multiples of a point took every step");
    }
}
