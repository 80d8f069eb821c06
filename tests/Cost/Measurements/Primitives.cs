using System.Text;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Secrets;
using Holdfast.Towers;

namespace Holdfast.Cost;

/// <summary>The pieces that requests are made of, with their goals, beside the same operation of Portable.BouncyCastle.</summary>
public static class Primitives
{
    private const int Batch = 11;

    private static readonly byte[] s_table = GeneratorTable.Make(true);

    public static void Measure(List<Measurement> results, Func<string, bool> wanted)
    {
        CountedHmac hmac = new();
        Secp256k1 curve = ChipCurve(hmac);
        BouncyCastlePeer peer = new();
        byte[] secret = Bytes("secret");
        byte[] other = curve.PublicKey(Bytes("other"));
        byte[] key = curve.PublicKey(secret);
        byte[][] hashes = OneAttemptHashes(curve, hmac, secret);
        byte[][] secrets = Enumerable.Repeat(secret, Batch).ToArray();
        byte[][] signatures = curve.SignAll(hashes, secrets);
        byte[][] different = Enumerable.Range(0, Batch).Select(i => Bytes("secret " + i)).ToArray();

        void Add(string name, double goalMi, Action action, Action? peerAction = null, int each = 1)
        {
            if (wanted(name))
            {
                Measurement one = Inside.Count(name, goalMi, action, peerAction);
                results.Add(one with { Units = one.Units / each, Instructions = one.Instructions / each, PeerUnits = one.PeerUnits / each });
            }
        }

        object a = FieldElement(Bytes("a"));
        object b = FieldElement(Bytes("b"));
        object r = Internals.New("FieldElement");
        object scalar = Scalar(Bytes("c"));
        object scalarResult = Internals.New("Scalar");
        object steps = Internals.New("DivisionSteps");
        Add("field multiplication", 0.034, Internals.Static("FieldElement", "Mul", r, a, b), peer.FieldMultiply);
        Add("field squaring", 0.029, Internals.Static("FieldElement", "Sqr", r, a), peer.FieldSquare);
        Add("SHA-256 block", 0.25, Internals.Static("Sha256Block", "Compress", new ulong[8], new byte[64], 0), peer.Sha256Block);
        Add("field inversion", 2.7, Internals.Instance(steps, "Field", r, a), peer.FieldInvert);
        Add("scalar inversion", 2.7, Internals.Instance(steps, "Scalar", scalarResult, scalar), peer.ScalarInvert);
        Add("k·G", 16, () => curve.PublicKey(secret), () => peer.PublicKey(secret));
        Add("k·G of a known k", 0, () => curve.PublicKeyOfKnown(secret));
        Add("k·G, batch of 11, each", 0, () => curve.PublicKeys(different), null, Batch);
        Add("point + k·G", 0, () => curve.AddTweak(other, secret));
        Add("ECDSA signature, one attempt", 20, () => curve.Sign(hashes[0], secret), () => peer.Sign(hashes[0], secret));
        Add("ECDSA signature, batch of 11, one attempt each", 11, () => curve.SignAll(hashes, secrets), null, Batch);
        byte[][] any = Enumerable.Range(0, 64).Select(i => Bytes("any " + i)).ToArray();
        Add("ECDSA signature, grinding for low r, mean of 64", 0, () =>
        {
            foreach (byte[] hash in any)
            {
                curve.Sign(hash, secret);
            }
        }, null, any.Length);
        Add("verification", 60, () => Require(curve.Verify(hashes[0], signatures[0], key)), () => Require(peer.Verify(hashes[0], signatures[0], key)));
        Add("verification, 11 under one key, each", 40, () => Require(curve.VerifyAll(hashes, signatures, key) < 0), null, Batch);
        Add("ECDH", 50, () => curve.Ecdh(other, secret), () => peer.Ecdh(other, secret));
        Add("s·P", 0, () => curve.Multiply(other, secret));
        Add("BIP 340 signature", 36, () => curve.SignSchnorr(hashes[0], secret, new byte[32]));
        Add("BIP 340 verification", 0, SchnorrVerification(curve, secret, key));
        Add("recoverable signature", 0, () => curve.SignRecoverable(hashes[0], secret));
        Add("RIPEMD-160 of 32 bytes", 0, () => Ripemd160.Hash(secret), () => peer.Ripemd160(secret));
        Add("SHA-512 block", 0, () => Sha512.Hash(secret));
        TowerPieces(Add, curve, hmac, secret);
    }

    // What a connection to a watchtower and a backup cost, the other side's answers being those of BOLT 8's vector.
    private static void TowerPieces(Action<string, double, Action, Action?, int> add, Secp256k1 curve, IHmac hmac, byte[] secret)
    {
        byte[] tower = Convert.FromHexString("028d7500dd4c12685d1f568b4c2b5048e8534b873319f3a8daa612b469132ec7f7");
        byte[] actTwo = Convert.FromHexString("0002466d7fcae563e5cb09a0d1870bb580344804617879a14949cf22285f1bae3f276e2470b93aac583c9ef6eafca3f730ae");
        byte[] ephemeral = [.. Enumerable.Repeat((byte)0x12, 32)];
        byte[] point = curve.PublicKey(secret);
        NoiseConnection connection = Shake();
        add("tower handshake", 220, () => connection = Shake(), null, 1);
        add("sealing an update for a tower", 6, () => connection.Seal(new byte[340]), null, 1);
        add("sealing a backup under its txid", 6, () => JusticeKit.Seal(secret, new byte[24], new byte[JusticeKit.PlainBytes]), null, 1);
        add("session key of a tower, the first", 90, () => new TowerKeys(curve, hmac, secret, 0).Secret(1), null, 1);

        NoiseConnection Shake()
        {
            NoiseHandshake handshake = new(curve, hmac, tower, ephemeral);
            handshake.ActOne();
            return handshake.Finish(actTwo, secret, point, new byte[NoiseHandshake.ActThreeBytes]);
        }
    }

    /// <summary>The curve as the device builds it: native HMAC, table in flash.</summary>
    public static Secp256k1 ChipCurve(IHmac hmac)
    {
        return new Secp256k1(hmac, Table());
    }

    /// <summary>The multiples of the generator that the device keeps in flash.</summary>
    public static IConstantTable Table()
    {
        return new CountedTable(s_table);
    }

    public static byte[] Bytes(string seed)
    {
        return System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes("holdfast cost " + seed));
    }

    private static Action SchnorrVerification(Secp256k1 curve, byte[] secret, byte[] key)
    {
        byte[] message = Bytes("schnorr");
        byte[] signature = curve.SignSchnorr(message, secret, new byte[32]);
        return () => Require(curve.VerifySchnorr(message, signature, key[1..]));
    }

    // Grinding for a low r takes two attempts on average; these hashes need one.
    private static byte[][] OneAttemptHashes(Secp256k1 curve, CountedHmac hmac, byte[] secret)
    {
        List<(int Calls, byte[] Hash)> tried = [];
        for (int i = 0; i < 4 * Batch; i++)
        {
            byte[] hash = Bytes("hash " + i);
            int before = hmac.Sha256Calls;
            curve.Sign(hash, secret);
            tried.Add((hmac.Sha256Calls - before, hash));
        }

        int fewest = tried.Min(one => one.Calls);
        byte[][] hashes = tried.Where(one => one.Calls == fewest).Take(Batch).Select(one => one.Hash).ToArray();
        Require(hashes.Length == Batch);
        return hashes;
    }

    private static object FieldElement(byte[] bytes)
    {
        object element = Internals.New("FieldElement");
        Internals.Call(element, "FromBytes", bytes, 0);
        return element;
    }

    private static object Scalar(byte[] bytes)
    {
        object scalar = Internals.New("Scalar");
        Internals.Call(scalar, "FromBytes", bytes, 0);
        return scalar;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("a measured operation gave a wrong answer");
        }
    }
}
