using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Faults;

/// <summary>
/// One fault, one operation: whatever comes out must be right, or nothing comes out. Runs inside, on a copy of Crypto that can be faulted; the
/// answers are judged by a second curve that is not faulted. Each operation is followed by an undisturbed one on the same curve, because a fault
/// may lie in wait in the blind.
/// </summary>
public static class FaultCampaign
{
    private static readonly byte[] s_table = GeneratorTable.Make(false);
    private static readonly BigInteger s_order = BigInteger.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337");
    private static readonly byte[] s_secret = Bytes("secret");
    private static readonly byte[] s_other = Bytes("other");
    private static readonly byte[][] s_secrets = [s_secret, s_other, Bytes("third")];
    private static readonly byte[][] s_hashes = [Bytes("one"), Bytes("two"), Bytes("one")];
    private static readonly Secp256k1 s_judge = NewCurve();
    private static readonly byte[] s_key = s_judge.PublicKey(s_secret);
    private static readonly byte[] s_otherKey = s_judge.PublicKey(s_other);

    private static readonly (string Name, Func<Secp256k1, byte[]> Run, Func<byte[], bool> IsRight)[] s_operations =
    [
        Exact("PublicKey", curve => curve.PublicKey(s_secret)),
        Exact("PublicKeys", curve => Join(curve.PublicKeys(s_secrets))),
        Exact("PublicKeyOfKnown", curve => curve.PublicKeyOfKnown(s_secret)),
        Exact("Ecdh", curve => curve.Ecdh(s_otherKey, s_secret)),
        Exact("MultiplyAndAddTweaks", curve => Join(curve.MultiplyAndAddTweaks(s_otherKey, s_hashes[0], s_secret, [s_key], [s_hashes[1]]))),
        Exact("AddSecrets", curve => curve.AddSecrets(s_secret, s_other)),
        Exact("MultiplySecrets", curve => curve.MultiplySecrets(s_secret, s_other)),
        Exact("TaprootSecret", curve => curve.TaprootSecret(s_secret, [])),
        Ecdsa("Sign", curve => curve.Sign(s_hashes[0], s_secret), (s_hashes[0], s_secret)),
        Ecdsa("SignPsbt", curve => curve.SignPsbt(s_hashes[1], s_secret), (s_hashes[1], s_secret)),
        Ecdsa("SignAll", curve => Join(curve.SignAll(s_hashes, [s_secret, s_secret, s_other])), (s_hashes[0], s_secret), (s_hashes[1], s_secret), (s_hashes[2], s_other)),
        Ecdsa("SignTwice", curve => Join(curve.SignAll([s_hashes[0], s_hashes[0]], [s_secret, s_secret])), (s_hashes[0], s_secret), (s_hashes[0], s_secret)),
        ("SignRecoverable", curve => curve.SignRecoverable(s_hashes[0], s_secret), signature =>
            s_judge.RecoverPoint(s_hashes[0], signature).AsSpan().SequenceEqual(s_key) && HasNonceOf(s_hashes[0], s_secret, signature)),
        Exact("SignSchnorr", curve => curve.SignSchnorr(s_hashes[0], s_secret, new byte[32])),
        Exact("Blind", curve =>
        {
            curve.Blind(s_hashes[1]);
            return curve.PublicKey(s_secret);
        }),
    ];

    public static IEnumerable<string> Operations => s_operations.Select(operation => operation.Name);

    /// <summary>Those whose result is proven whole. The two others multiply public numbers too, and their points are only looked at: README.md.</summary>
    public static IEnumerable<string> ProvenOperations => Operations.Except(["PublicKeyOfKnown", "MultiplyAndAddTweaks"]);

    /// <summary>
    /// Faults at places drawn from a seed, at most <paramref name="tries"/>, or at every place when there are no more. The answer tells how many tries
    /// ended how, and begins with "wrong" when anything wrong came out.
    /// </summary>
    public static string Run(string name, int kind, int tries, int seed)
    {
        (string _, Func<Secp256k1, byte[]> run, Func<byte[], bool> isRight) = s_operations.Single(operation => operation.Name == name);
        Secp256k1 counted = NewCurve();
        Hooks.Arm((FaultKind)kind, -1, 0);
        byte[] clean = run(counted);
        long places = Hooks.Count((FaultKind)kind);
        if (!isRight(clean))
        {
            return "wrong without any fault";
        }

        Random random = new(seed);
        int stopped = 0;
        int harmless = 0;
        List<string> wrong = [];
        bool isEvery = places <= tries;
        for (int i = 0; i < (isEvery ? places : tries); i++)
        {
            long target = isEvery ? i : random.NextInt64(places);
            int bit = random.Next(32);
            Secp256k1 curve = NewCurve();
            byte[]? result = Try(() =>
            {
                Hooks.Arm((FaultKind)kind, target, bit);
                return run(curve);
            });
            Hooks.Disarm();
            if (result == null)
            {
                stopped++;
            }
            else if (!isRight(result))
            {
                wrong.Add($"{target} bit {bit} {Hooks.Skipped}: {Convert.ToHexString(result)}");
            }
            else
            {
                harmless++;
                byte[]? next = Try(() => curve.PublicKey(s_secret));
                if (next != null && !next.AsSpan().SequenceEqual(s_key))
                {
                    wrong.Add($"{target} bit {bit} {Hooks.Skipped}: the next public key is wrong");
                }
            }
        }

        string figures = $"{places} places, {stopped} stopped, {harmless} harmless";
        return wrong.Count == 0 ? figures : $"wrong: {wrong.Count}; {figures}; {string.Join("; ", wrong.Take(5))}";
    }

    /// <summary>
    /// Words of the table that stay flipped, from <paramref name="first"/> on in steps, each met by a public key whose digits need that entry. The
    /// entry G itself is left out: added to the blind G of a curve that was never seeded, it is an exception, and the product is computed without table.
    /// </summary>
    public static string RunTable(int first, int step)
    {
        int stopped = 0;
        List<string> wrong = [];
        for (int word = Math.Max(first, 16); word < s_table.Length / 4; word += step)
        {
            byte[] secret = SecretThatReads(word / 16);
            byte[] expected = s_judge.PublicKey(secret);
            byte[] table = (byte[])s_table.Clone();
            table[4 * word + word % 4] ^= (byte)(1 << (word / 4 % 8));
            Secp256k1 curve = new(new FastHmac(), new PlainTable(table));
            byte[]? result = Try(() => curve.PublicKey(secret));
            if (result == null)
            {
                stopped++;
            }
            else if (!result.AsSpan().SequenceEqual(expected))
            {
                wrong.Add($"word {word}");
            }
            else
            {
                return $"word {word} was not used";
            }
        }

        return wrong.Count == 0 ? $"{stopped} stopped" : $"wrong: {wrong.Count}, {stopped} stopped; {string.Join("; ", wrong.Take(5))}";
    }

    // The digits of d = (k − b + 2^256 − 1) / 2 name the entries (GeneratorTable); the blind of a curve that was never seeded is 1.
    private static byte[] SecretThatReads(int entry)
    {
        BigInteger d = new([45, .. Bytes("entry " + entry)[..30], 0]);
        int shift = 0;
        for (int window = 0; ; window++)
        {
            int bits = window < 6 ? 6 : 5;
            int count = 1 << (bits - 1);
            if (entry < count)
            {
                // A positive digit takes entry j as 2^(w−1) + j.
                BigInteger mask = ((BigInteger.One << bits) - 1) << shift;
                d = (d | mask) - mask + ((BigInteger)(count + entry) << shift);
                break;
            }

            entry -= count;
            shift += bits;
        }

        // In the uppermost window d may be above n; then the negative digit takes the same entry.
        BigInteger k = (2 * d - (BigInteger.One << 256) + 2) % s_order;
        k = k.Sign < 0 ? k + s_order : k;
        if (d >= s_order)
        {
            throw new InvalidOperationException("no such digits");
        }

        return k.ToByteArray(isUnsigned: true, isBigEndian: true) is { Length: < 32 } shorter
            ? [.. new byte[32 - shorter.Length], .. shorter]
            : k.ToByteArray(isUnsigned: true, isBigEndian: true);
    }

    private static (string Name, Func<Secp256k1, byte[]> Run, Func<byte[], bool> IsRight) Exact(string name, Func<Secp256k1, byte[]> run)
    {
        byte[]? expected = null;
        return (name, run, result => result.AsSpan().SequenceEqual(expected ??= run(NewCurve())));
    }

    private static (string Name, Func<Secp256k1, byte[]> Run, Func<byte[], bool> IsRight) Ecdsa(
        string name, Func<Secp256k1, byte[]> run, params (byte[] Hash, byte[] Secret)[] signed)
    {
        return (name, run, signatures => signatures.Length == 64 * signed.Length && signed.Select((one, i) => (one.Hash, one.Secret, Bytes: signatures[(64 * i)..(64 * i + 64)]))
            .All(one => s_judge.Verify(one.Hash, one.Bytes, s_judge.PublicKey(one.Secret)) && HasNonceOf(one.Hash, one.Secret, one.Bytes)));
    }

    // RFC 6979, with any counter as extra entropy: a fault may make r look high, and the next nonce is as good. A good signature with any other nonce can give the key
    // away like a wrong one.
    private static bool HasNonceOf(byte[] hash, byte[] secret, byte[] signature)
    {
        BigInteger k = Number(hash) + Number(signature[..32]) * Number(secret);
        k = k * BigInteger.ModPow(Number(signature[32..64]), s_order - 2, s_order) % s_order;
        for (int counter = -1; counter < 32; counter++)
        {
            byte[] extra = counter < 0 ? [] : [(byte)counter, .. new byte[31]];
            byte[] key = new byte[32];
            byte[] value = [.. Enumerable.Repeat((byte)1, 32)];
            for (byte round = 0; round < 2; round++)
            {
                byte[] input = [.. value, round, .. secret, .. hash, .. extra];
                key = HMACSHA256.HashData(key, input);
                value = HMACSHA256.HashData(key, value);
            }

            BigInteger nonce = Number(HMACSHA256.HashData(key, value));
            if (nonce == k || nonce == s_order - k)
            {
                return true;
            }
        }

        return false;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    // Whatever is thrown stops the device, or is answered without a result.
    private static byte[]? Try(Func<byte[]> run)
    {
        try
        {
            return run();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static Secp256k1 NewCurve()
    {
        Secp256k1 curve = new(new FastHmac(), new PlainTable(s_table));
        Hooks.Disarm();
        curve.Blind(Bytes("entropy"));
        return curve;
    }

    private static byte[] Join(byte[][] parts)
    {
        return [.. parts.SelectMany(part => part)];
    }

    private static byte[] Bytes(string seed)
    {
        return SHA256.HashData(Encoding.ASCII.GetBytes("holdfast fault " + seed));
    }

    private sealed class FastHmac : IHmac
    {
        public byte[] Sha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

        public byte[] Sha512(byte[] key, byte[] data) => HMACSHA512.HashData(key, data);
    }

    private sealed class PlainTable(byte[] table) : IConstantTable
    {
        public int LengthBytes => table.Length;

        public byte[] Slice(int offset, int count)
        {
            byte[] slice = table[offset..(offset + count)];
            for (int at = 0; at < count; at += 4)
            {
                if (Hooks.Strikes(FaultKind.TableWord))
                {
                    slice[at + Hooks.Bit / 8] ^= (byte)(1 << (Hooks.Bit % 8));
                }
            }

            return slice;
        }
    }
}
