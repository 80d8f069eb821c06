using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Holdfast.Hardware;
using Holdfast.Native;

namespace Holdfast.NativeCode;

/// <summary>
/// The C core and the glue of firmware/Native, compiled by this machine's gcc against its libsecp256k1, and called as the chip's runtime calls them: by the number of the method
/// in the assembly, with arrays that know their length and the type of their elements.
/// </summary>
internal sealed unsafe class NativeLibrary : INativeCurve
{
    private const int TypeU1 = 5;
    private const int TypeI4 = 8;
    private const int TypeU8 = 11;

    private static readonly Lazy<(NativeLibrary? Library, string Reason)> s_one = new(Build);
    private static readonly string[] s_methods =
        [.. typeof(NativeCalls).GetMethods().Where(m => m.DeclaringType == typeof(NativeCalls)).OrderBy(m => m.MetadataToken).Select(m => m.Name)];

    private readonly delegate* unmanaged<int, Argument*, int, int*, int> _call;
    private readonly delegate* unmanaged<byte*, uint, byte*, uint, int> _noise;

    // The library has one context for everybody.
    private readonly Lock _lock = new();

    private NativeLibrary(nint handle)
    {
        _call = (delegate* unmanaged<int, Argument*, int, int*, int>)System.Runtime.InteropServices.NativeLibrary.GetExport(handle, "hf_test_call");
        _noise = (delegate* unmanaged<byte*, uint, byte*, uint, int>)System.Runtime.InteropServices.NativeLibrary.GetExport(handle, "hf_test_noise");
    }

    /// <summary>The library; without a compiler or without libsecp256k1 the test is skipped, with the reason. A source that does not compile is an error.</summary>
    public static NativeLibrary Get()
    {
        (NativeLibrary? library, string reason) = s_one.Value;
        if (library is null)
        {
            Assert.Inconclusive(reason);
        }

        return library;
    }

    /// <summary>One call with the raw arguments: an int, a byte[], a ulong[], or null.</summary>
    public (int Error, int Result) Call(string method, params object?[] arguments)
    {
        int number = Array.IndexOf(s_methods, method);
        Assert.IsTrue(number >= 0, method);
        Argument* frame = stackalloc Argument[Math.Max(1, arguments.Length)];
        List<GCHandle> pinned = [];
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                frame[i] = default;
                if (arguments[i] is int value)
                {
                    frame[i].Type = TypeI4;
                    frame[i].Number = value;
                }
                else if (arguments[i] is Array array)
                {
                    GCHandle handle = GCHandle.Alloc(array, GCHandleType.Pinned);
                    pinned.Add(handle);
                    frame[i].Type = array is ulong[] ? TypeU8 : TypeU1;
                    frame[i].Length = (uint)array.Length;
                    frame[i].First = (byte*)handle.AddrOfPinnedObject();
                }
            }

            int result = 0;
            lock (_lock)
            {
                int error = _call(number, frame, arguments.Length, &result);
                return (error, result);
            }
        }
        finally
        {
            pinned.ForEach(handle => handle.Free());
        }
    }

    /// <summary>Two requests for noise from a source that gives this stream: which of them were filled, and the last output.</summary>
    public (bool First, bool Second, byte[] Output) Noise(byte[] stream, int count)
    {
        byte[] output = new byte[count];
        Array.Fill(output, (byte)0xee);
        fixed (byte* from = stream, to = output)
        {
            lock (_lock)
            {
                int filled = _noise(from, (uint)stream.Length, to, (uint)count);
                return ((filled & 1) != 0, (filled & 2) != 0, output);
            }
        }
    }

    public int Version() => Call(nameof(Version)).Result;

    public bool Blind(byte[] seed) => Done(nameof(Blind), seed);

    public bool PublicKey(byte[] secret, byte[] product) => Done(nameof(PublicKey), secret, product);

    public bool IsPoint(byte[] point) => Done(nameof(IsPoint), point);

    public bool AddPoints(byte[] a, byte[] b, byte[] sum) => Done(nameof(AddPoints), a, b, sum);

    public bool AddTweak(byte[] point, byte[] scalar, byte[] sum) => Done(nameof(AddTweak), point, scalar, sum);

    public bool Multiply(byte[] point, byte[] secret, byte[] product) => Done(nameof(Multiply), point, secret, product);

    public bool MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret, byte[] sum) => Done(nameof(MultiplyAndAdd), point, scalar, gSecret, sum);

    public bool Ecdh(byte[] point, byte[] secret, byte[] shared) => Done(nameof(Ecdh), point, secret, shared);

    public bool Sign(byte[] hash, byte[] secret, int flavour, byte[] signature) => Done(nameof(Sign), hash, secret, flavour, signature);

    public bool SignRecoverable(byte[] hash, byte[] secret, byte[] signature) => Done(nameof(SignRecoverable), hash, secret, signature);

    public bool Verify(byte[] hash, byte[] signature, byte[] point) => Done(nameof(Verify), hash, signature, point);

    public bool Recover(byte[] hash, byte[] signature, byte[] point) => Done(nameof(Recover), hash, signature, point);

    public bool SignSchnorr(byte[] message, byte[] secret, byte[] aux32, byte[] signature) => Done(nameof(SignSchnorr), message, secret, aux32, signature);

    public bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly) => Done(nameof(VerifySchnorr), message, signature, xonly);

    public bool Sha256(byte[] data, int offset, int blocks, ulong[] state) => Done(nameof(Sha256), data, offset, blocks, state);

    private bool Done(string method, params object[] arguments)
    {
        (int error, int result) = Call(method, arguments);
        return error == 0 ? result != 0 : throw new ArgumentException(method + " does not take these arguments");
    }

    private static (NativeLibrary?, string) Build()
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-native-").FullName;
        try
        {
            string probe = Path.Combine(folder, "probe.c");
            File.WriteAllText(probe, "#include <secp256k1_recovery.h>\n#include <secp256k1_schnorrsig.h>\n#include <secp256k1_ecdh.h>\nint main(void) { return 0; }\n");
            (int code, string text) = Run("gcc", ["-fsyntax-only", probe]);
            if (code != 0)
            {
                return (null, "no gcc, or no libsecp256k1-dev: " + text.Split('\n')[0]);
            }

            (code, text) = Run("g++", ["--version"]);
            if (code != 0)
            {
                return (null, "no g++: " + text);
            }

            string native = Path.Combine(Repository(), "firmware", "Native");
            string runtime = Path.Combine(Repository(), "tests", "NativeCode", "Runtime");
            string[] flags = ["-c", "-O2", "-fPIC", "-Wall", "-Wextra", "-Werror", "-Wshadow", "-I" + Path.Combine(native, "Core"), "-I" + Path.Combine(native, "Interop"), "-I" + runtime, "-I" + Path.Combine(runtime, "Esp32")];
            List<string> objects = [];
            string[] sources =
            [
                .. Directory.GetFiles(Path.Combine(native, "Core"), "*.c"), .. Directory.GetFiles(Path.Combine(native, "Interop", "Esp32"), "*.c"),
                Path.Combine(native, "Interop", "Holdfast_Native.cpp"), Path.Combine(runtime, "call.cpp"),
            ];
            foreach (string source in sources)
            {
                string built = Path.Combine(folder, Path.GetFileName(source) + ".o");
                bool isC = source.EndsWith(".c", StringComparison.Ordinal);
                Require(Run(isC ? "gcc" : "g++", [isC ? "-std=c99" : "-std=c++17", isC ? "-Wstrict-prototypes" : "-fno-exceptions", .. flags, "-o", built, source]));

                // The tests have a stream of their own in place of the chip's noise.
                if (Path.GetFileName(source) != "noise_source.c")
                {
                    objects.Add(built);
                }
            }

            string library = Path.Combine(folder, "libholdfast.so");
            Require(Run("g++", ["-shared", "-o", library, .. objects, "-lsecp256k1"]));
            return (new NativeLibrary(System.Runtime.InteropServices.NativeLibrary.Load(library)), "");
        }
        finally
        {
            // What is loaded stays mapped.
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Require((int Code, string Text) run)
    {
        if (run.Code != 0)
        {
            throw new InvalidOperationException(run.Text);
        }
    }

    /// <summary>Exit code and what the program said; a program that is not there has the code -1.</summary>
    public static (int Code, string Text) Run(string program, string[] arguments, string folder = "")
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error + output.Result);
        }
        catch (Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }

    public static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "Firmware.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("no Firmware.sln above " + AppContext.BaseDirectory);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Argument
    {
        public int Type;
        public int Number;
        public uint Length;
        public byte* First;
    }
}
