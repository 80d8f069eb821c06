using System.Reflection;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>What README.md of Crypto says of blind and masks: results do not depend on them, so only a look behind the results can tell whether they are there.</summary>
[TestClass]
public class BlindingTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>
    /// The first blind of a boot is computed under one that everybody knows: its table reads give it away, so it must not be the one in use. Nor may a product with
    /// a known number follow: the self-test took 1, and read the digits of 1 − b.
    /// </summary>
    [TestMethod]
    public void TheBlindInUseWasNeverReadFromTheTableUnblinded()
    {
        WatchedTable table = new();
        Secp256k1 curve = new(new SoftwareHmac(), table);
        curve.Blind(Sha256.Hash([1]));
        string[] reads = [.. table.Reads];

        // The self-test doubles it once.
        Scalar scalar = (Scalar)Of(Of(curve, "_generator"), "_blind");
        Scalar.Half(scalar, scalar);
        byte[] blind = new byte[32];
        scalar.ToBytes(blind, 0);

        // A curve that was never seeded has the blind 1, and so has a product of a known number: both read the digits of the number less one.
        table.Reads.Clear();
        new Secp256k1(new SoftwareHmac(), table).PublicKeyOfKnown(blind);
        string unblinded = string.Join(' ', table.Reads);
        Assert.IsTrue(table.Reads.Count is > 20 and < 60, "one product");
        for (int first = 0; first + table.Reads.Count <= reads.Length; first++)
        {
            Assert.AreNotEqual(unblinded, string.Join(' ', reads[first..(first + table.Reads.Count)]));
        }
    }

    [TestMethod]
    public void TheSameSecretIsReadFromOtherPlacesEachTime()
    {
        WatchedTable table = new();
        Secp256k1 curve = new(new SoftwareHmac(), table);
        curve.Blind(Sha256.Hash([1]));
        HashSet<string> seen = [];
        for (int i = 0; i < 20; i++)
        {
            table.Reads.Clear();
            curve.PublicKey(Sha256.Hash([2]));
            Assert.IsTrue(seen.Add(string.Join(' ', table.Reads)));
        }
    }

    [TestMethod]
    public void AKnownNumberNeitherUsesNorMovesTheBlind()
    {
        Secp256k1 curve = Secp256k1.Software();
        curve.Blind(Sha256.Hash([1]));
        string before = Blind(curve);
        int uses = Uses(curve);
        byte[] key = curve.PublicKeyOfKnown(Sha256.Hash([2]));
        curve.AddTweak(key, Sha256.Hash([3]));
        Assert.AreEqual(before, Blind(curve));
        Assert.AreEqual(uses, Uses(curve));
        curve.PublicKey(Sha256.Hash([2]));
        Assert.AreNotEqual(before, Blind(curve));
        Assert.IsTrue(Uses(curve) > uses);
    }

    /// <summary>The device itself, at the end of a request and with a silent line behind it.</summary>
    [TestMethod]
    public void ABlindThatIsWornIsRenewedWhenTheLineIsSilent()
    {
        TestPair pair = TestPair.Locked();
        Signer signer = (Signer)Of(pair.Ours, "_signer");
        Secp256k1 curve = ((SignerDevice)Of(signer, "_device")).Curve;
        SignMessage request = new() { Message = Hex.Ascii("text") };
        while (!curve.IsBlindWorn)
        {
            pair.Ours.Body(request.Encode());
        }

        Assert.IsTrue(Uses(curve) >= 64);
        signer.Idle();
        Assert.IsFalse(curve.IsBlindWorn);
        Assert.IsTrue(Uses(curve) < 4, "the new one was hardly used");
    }

    /// <summary>The peer and the node have this secret: a product with it, less the blind, would tell them the blind.</summary>
    [TestMethod]
    public void ThePointOfARevokedCommitmentDoesNotUseTheBlind()
    {
        TestPair pair = TestPair.Used();
        byte[] first = pair.Point(true, 0);
        for (ulong number = 2; number < 4; number++)
        {
            pair.Advance(number, pair.Content(0));
        }

        pair.Ours.Restart();
        Secp256k1 curve = ((SignerDevice)Of((Signer)Of(pair.Ours, "_signer"), "_device")).Curve;
        pair.Point(true, 4);
        string before = Blind(curve);
        Assert.IsTrue(Check.Same(first, pair.Point(true, 0)));
        Assert.AreEqual(before, Blind(curve));
        pair.Point(true, 5);
        Assert.AreNotEqual(before, Blind(curve));
    }

    /// <summary>Every secret's arithmetic has random numbers of its own.</summary>
    [TestMethod]
    public void EveryOperationDrawsItsMasks()
    {
        CountingHmac hmac = new();
        Secp256k1 curve = new(hmac, new WatchedTable());
        curve.Blind(Sha256.Hash([1]));
        byte[] secret = Sha256.Hash([2]);
        byte[] point = curve.PublicKey(Sha256.Hash([3]));
        Assert.AreEqual(1, hmac.Drawn(() => curve.Ecdh(point, secret)), "the first point's Z");
        Assert.AreEqual(3, hmac.Drawn(() => curve.SignPsbt(secret, secret)), "s, the check of s, the weights of the check");
        Assert.AreEqual(3, hmac.Drawn(() => curve.SignSchnorr(secret, secret, new byte[32])), "s, the check of s, the weights of the check");
        Assert.AreEqual(4, hmac.Drawn(() => curve.Blind(secret)), "two blinds, the number of the self-test, the weights of its check");
    }

    /// <summary>The same product, from other coordinates.</summary>
    [TestMethod]
    public void ARandomZHidesTheCoordinatesOfASecretMultiple()
    {
        Secp256k1 curve = Secp256k1.Software();
        Group group = (Group)Of(curve, "_group");
        AffinePoint point = ((PointCache)Of(curve, "_points")).Find(curve.PublicKey(Sha256.Hash([3])))!;
        HashSet<string> coordinates = [];
        HashSet<string> results = [];
        for (byte i = 1; i <= 5; i++)
        {
            FieldElement z = new();
            z.FromBytes(Sha256.Hash([i]), 0);
            Scalar scalar = new();
            scalar.FromSecret(Sha256.Hash([2]), 0);
            JacobianPoint product = new();
            new SecretProduct().Run(group, product, new OddMultiples(group, point, 1), scalar, z);
            coordinates.Add(Bytes(product.X));
            AffinePoint affine = new();
            group.ToAffine(affine, product);
            results.Add(Hex.Text(affine.ToCompressed()));
        }

        Assert.AreEqual(5, coordinates.Count);
        Assert.AreEqual(1, results.Count);
    }

    [TestMethod]
    public void TheMaskHidesTheInverseOfTheNonceAndTheNumerator()
    {
        HashSet<string> inverses = [];
        HashSet<string> signatures = [];
        for (byte i = 1; i <= 5; i++)
        {
            SignatureDraft draft = new(0, Sha256.Hash([7]), Sha256.Hash([8]), SignatureDraft.Plain);
            draft.ChooseNonce(new SoftwareHmac());
            byte[] nonce = new byte[32];
            draft.Nonce.ToBytes(nonce, 0);
            Secp256k1 curve = Secp256k1.Software();
            AffinePoint point = ((PointCache)Of(curve, "_points")).Find(curve.PublicKey(nonce))!;
            Assert.IsTrue(draft.TakePoint(point, false));
            Scalar mask = new();
            mask.FromSecret(Sha256.Hash([i]), 0);
            SignatureDraft.InvertNonces([draft], 1, ((Group)Of(curve, "_group")).Inverse, mask);
            byte[] inverse = new byte[32];
            draft.Nonce.ToBytes(inverse, 0);
            inverses.Add(Hex.Text(inverse));
            signatures.Add(Hex.Text(draft.Finish(mask, false)));
        }

        Assert.AreEqual(5, inverses.Count);
        Assert.AreEqual(1, signatures.Count);
    }

    private static string Blind(Secp256k1 curve)
    {
        byte[] blind = new byte[32];
        ((Scalar)Of(Of(curve, "_generator"), "_blind")).ToBytes(blind, 0);
        return Hex.Text(blind);
    }

    private static int Uses(Secp256k1 curve) => ((GeneratorProduct)Of(curve, "_generator")).Uses;

    private static string Bytes(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.Normalize();
        element.ToBytes(bytes, 0);
        return Hex.Text(bytes);
    }

    private static object Of(object holder, string field) => holder.GetType().GetField(field, Fields)!.GetValue(holder)!;

    private sealed class WatchedTable : IConstantTable
    {
        private readonly byte[] _table = GeneratorTable.Make(false);

        public List<string> Reads { get; } = [];

        public int LengthBytes => _table.Length;

        public byte[] Slice(int offset, int count)
        {
            Reads.Add(offset.ToString());
            return _table[offset..(offset + count)];
        }
    }

    // Masks are drawn with messages of one byte, 1; nobody else uses such messages.
    private sealed class CountingHmac : IHmac
    {
        private readonly SoftwareHmac _inner = new();
        private int _drawn;

        public int Drawn(Action action)
        {
            _drawn = 0;
            action();
            return _drawn;
        }

        public byte[] Sha256(byte[] key, byte[] data)
        {
            _drawn += data is [1] ? 1 : 0;
            return _inner.Sha256(key, data);
        }

        public byte[] Sha512(byte[] key, byte[] data) => _inner.Sha512(key, data);
    }
}
