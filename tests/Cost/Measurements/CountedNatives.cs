using System.Reflection;
using System.Runtime.Loader;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Cost;

/// <summary>
/// The natives of a production image: each call costs its weight, and a copy of the curve that is not instrumented computes what it gives. Weights are retired instructions
/// of libsecp256k1 on 32-bit ARM (README.md), times the cycles that one of them took on an ESP32 by others' measurements, over the 1.8 cycles that a unit of the meter stands for.
/// </summary>
public sealed class CountedNatives : INativeCurve
{
    private const double CyclesOfUnit = 1.8;

    /// <summary>Where the generator's table is summed up: signatures and public keys.</summary>
    private const double SumCycles = 3.4 / CyclesOfUnit;

    /// <summary>Where points are doubled: verification, ECDH, square roots.</summary>
    private const double DoublingCycles = 4.8 / CyclesOfUnit;

    private const double PublicKeyMi = 0.540 * SumCycles;
    private const double AttemptMi = 0.634 * SumCycles;
    private const double SchnorrMi = 1.094 * SumCycles;
    private const double BlindMi = 0.681 * SumCycles;
    private const double VerifyMi = 1.083 * DoublingCycles;
    private const double MultiplyMi = 1.197 * DoublingCycles;
    private const double PointMi = 0.119 * DoublingCycles;

    /// <summary>0.707 with both kinds of work in it: what is left of it without the product of the generator is a point that is read, and an addition.</summary>
    private const double TweakMi = 1.8;

    /// <summary>The addition alone: 0.707 less 0.540 less 0.119.</summary>
    private const double AddMi = 0.048 * DoublingCycles;

    /// <summary>Not counted by anybody: 64 rounds of some forty instructions, rounded up.</summary>
    private const double HashBlockMi = 0.005;

    /// <summary>Nonces until r is low, on average.</summary>
    private const int Attempts = 2;

    private readonly Plain _plain = new();

    public int Version() => NativeSecp256k1.Version;

    public bool Blind(byte[] seed) => Cost(BlindMi, true);

    public bool PublicKey(byte[] secret, byte[] product) => Give(PublicKeyMi, product, "PublicKey", secret);

    public bool IsPoint(byte[] point) => Cost(PointMi, (bool)_plain.Call("IsPoint", point)!);

    public bool AddPoints(byte[] a, byte[] b, byte[] sum) => Give(AddMi + (2 * PointMi), sum, "AddPoints", a, b);

    public bool AddTweak(byte[] point, byte[] scalar, byte[] sum) => Give(TweakMi, sum, "AddTweak", point, scalar);

    public bool Multiply(byte[] point, byte[] secret, byte[] product) => Give(MultiplyMi, product, "Multiply", point, secret);

    public bool MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret, byte[] sum) => Give(MultiplyMi + PublicKeyMi + AddMi, sum, "MultiplyAndAdd", point, scalar, gSecret);

    public bool Ecdh(byte[] point, byte[] secret, byte[] shared) => Give(MultiplyMi, shared, "Ecdh", point, secret);

    public bool Sign(byte[] hash, byte[] secret, int flavour, byte[] signature) =>
        Give((flavour == 2 ? 1 : Attempts) * AttemptMi, signature, flavour == 0 ? "Sign" : flavour == 1 ? "SignPsbt" : "SignPlain", hash, secret);

    public bool SignRecoverable(byte[] hash, byte[] secret, byte[] signature) => Give(AttemptMi, signature, "SignRecoverable", hash, secret);

    public bool Verify(byte[] hash, byte[] signature, byte[] point) => Cost(VerifyMi, (bool)_plain.Call("Verify", hash, signature, point)!);

    public bool Recover(byte[] hash, byte[] signature, byte[] point) => Give(VerifyMi + PointMi, point, "RecoverPoint", hash, signature);

    public bool SignSchnorr(byte[] message, byte[] secret, byte[] aux32, byte[] signature) => Give(SchnorrMi, signature, "SignSchnorr", message, secret, aux32);

    public bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly) => Cost(VerifyMi + PointMi, (bool)_plain.Call("VerifySchnorr", message, signature, xonly)!);

    public bool Sha256(byte[] data, int offset, int blocks, ulong[] state)
    {
        for (int i = 0; i < blocks; i++)
        {
            _plain.Hash(state, data, offset + (64 * i));
        }

        return Cost(blocks * HashBlockMi, true);
    }

    private bool Give(double mi, byte[] output, string operation, params object[] inputs)
    {
        byte[]? result = (byte[]?)_plain.Call(operation, inputs);
        result?.CopyTo(output, 0);
        return Cost(mi, result != null);
    }

    private static bool Cost(double mi, bool result)
    {
        Meter.Units += IlWeights.NativeCallUnits + (long)(mi * 1e6);
        return result;
    }

    /// <summary>The curve from the folder of this program, where nothing is instrumented. Only arrays cross the border.</summary>
    private sealed class Plain : AssemblyLoadContext
    {
        private readonly object _curve;
        private readonly Action<ulong[], byte[], int> _hash;

        public Plain()
            : base("plain")
        {
            Assembly crypto = LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "Holdfast.Crypto.dll"));
            _curve = crypto.GetType("Holdfast.Crypto.Secp256k1")!.GetMethod("Software")!.Invoke(null, null)!;
            _hash = crypto.GetType("Holdfast.Crypto.Sha256Block")!.GetMethod("Managed")!.CreateDelegate<Action<ulong[], byte[], int>>();
        }

        /// <summary>Null where the inputs cannot be right.</summary>
        public object? Call(string operation, params object[] inputs)
        {
            try
            {
                return _curve.GetType().GetMethod(operation)!.Invoke(_curve, inputs);
            }
            catch (TargetInvocationException exception) when (exception.InnerException!.GetType().Name == nameof(MalformedException))
            {
                return null;
            }
        }

        public void Hash(ulong[] state, byte[] data, int offset) => _hash(state, data, offset);

        protected override Assembly? Load(AssemblyName name)
        {
            string path = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
            return name.Name!.StartsWith("Holdfast.", StringComparison.Ordinal) && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
