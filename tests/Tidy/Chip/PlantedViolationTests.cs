using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// The compatibility test must fail when it should: each kind of violation is planted in a small assembly and has to be found twice, in the
/// .NET build by the scan, and in the build against nanoFramework by its compiler or the scan.
/// </summary>
[TestClass]
public sealed class PlantedViolationTests
{
    public static IEnumerable<object[]> Plants =>
    [
        [ViolationKind.MissingType, "public class P { public static double M(double x) { return System.Math.Sqrt(x); } }"],
        [ViolationKind.MissingType, "public class P { public static string M(int x) { return $\"{x} blocks\"; } }"],
        [ViolationKind.MissingType, "public class P { decimal _price; public void M() { _price = 1; } }"],
        [ViolationKind.MissingMember, "public class P { public static string M(byte[] x) { return System.Convert.ToHexString(x); } }"],
        [ViolationKind.MissingMember, "public class P { public static string M(string x) { return x.Replace('a', 'b'); } }"],
        [ViolationKind.MissingMember, "public class P { public static int M(string x) { return int.Parse(x, null); } }"],
        [ViolationKind.MissingMember, "public class P { public static void M(byte[] x) { System.Array.Reverse((System.Array)x); } }"],
        [ViolationKind.Generic, "public class P { public static int M() { var l = new System.Collections.Generic.List<int>(); return l.Count; } }"],
        [ViolationKind.Generic, "public class P<T> { public T Value; }"],
        [ViolationKind.Generic, "public class P { public static T M<T>(T x) { return x; } }"],
        [ViolationKind.Generic, "public class P { public static void M(System.Action<int> a) { a(1); } }"],
        [ViolationKind.Generic, "public class P { public static byte[] M() { return System.Array.Empty<byte>(); } }"],
        [ViolationKind.Generic, "public class P { public static (int, int) M() { return (1, 2); } }"],
        [ViolationKind.Span, "public class P { public static int M(byte[] x) { System.Span<byte> s = x; return s.Length; } }"],
        [ViolationKind.Span, "public class P { public static System.ReadOnlySpan<byte> M() { return \"holdfast\"u8; } }"],
        [ViolationKind.Span, "public class P { public static string M(string x, char y) { return x + y + x; } }"],
        [ViolationKind.Nullable, "public class P { public static int? M(bool x) { return x ? 1 : null; } }"],
        [ViolationKind.Async, "public class P { public static async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Delay(1); } }"],
        [ViolationKind.Yield, "public class P { public static System.Collections.IEnumerator M() { yield return 1; } }"],
        [ViolationKind.Record, "public record P(int X);"],
        [ViolationKind.Record, "public record struct P(int X);"],
        [ViolationKind.MultiDimensionalArray, "public class P { public static int M() { int[,] a = new int[2, 2]; return a[1, 1]; } }"],
        [ViolationKind.OverflowOpcode, "public class P { public static int M(int x) { return checked(x + 1); } }"],
        [ViolationKind.OverflowOpcode, "public class P { public static ulong M(ulong x, ulong y) { checked { return x * y; } } }"],
        [ViolationKind.OverflowOpcode, "public class P { public static byte M(int x) { return checked((byte)x); } }"],
        [ViolationKind.OverflowOpcode, "public class P { public static byte[] M(long x) { return new byte[x]; } }"],
        [ViolationKind.Pointer, "public class P { public static unsafe int M(int x) { int* p = &x; return *p; } }"],
        [ViolationKind.Pointer, "public class P { public static unsafe int M(byte[] x) { fixed (byte* p = x) { return p[0]; } } }"],
        [ViolationKind.StackAlloc, "public class P { public static unsafe int M() { byte* p = stackalloc byte[8]; return p[0]; } }"],
        [ViolationKind.UnsupportedOpcode, "public class P { public static unsafe int M(delegate*<int> f) { return f(); } }"],
        [ViolationKind.DefaultInterfaceMethod, "public interface IP { int M() { return 1; } }"],
        [ViolationKind.DefaultInterfaceMethod, "public interface IP { static int M() { return 1; } }"],
        [ViolationKind.NativeImport, "public class P { [System.Runtime.InteropServices.DllImport(\"c\")] public static extern int getpid(); }"],
        [ViolationKind.CodeTooLarge, Repeat(700, i => $"public static long M{i}(long x) {{ return {Sum(40, i)}; }}")],
        [ViolationKind.MethodTooLarge, "public class P { public static long M(long x) { " + Join(600, i => $"x = {Sum(20, i)};") + " return x; } }"],
        [ViolationKind.TooManyLocals, "public class P { public static long M(long x) { " + Join(251, i => $"long v{i} = x + {i};") + " return " + string.Join(" + ", Enumerable.Range(0, 251).Select(i => $"v{i} * v{(i + 1) % 251}")) + "; } }"],
        [ViolationKind.StackTooDeep, "public class P { public static long M(long x) { return " + string.Concat(Enumerable.Repeat("x + (", 260)) + "x" + new string(')', 260) + "; } }"],
        [ViolationKind.SwitchTooWide, "public class P { public static int M(int x) { switch (x) { " + Join(300, i => $"case {i}: return {i * 7919 % 1000};") + " default: return 0; } } }"],
        [ViolationKind.ArrayDataTooLarge, "public class P { public static readonly byte[] Table = { " + string.Join(", ", Enumerable.Range(0, 61_000).Select(i => i * 31 % 251)) + " }; }"],
        [ViolationKind.ArrayDataTooLarge, Repeat(2, i => $"public static readonly byte[] T{i} = {{ {string.Join(", ", Enumerable.Range(i, 31_000).Select(n => n * 31 % 251))} }};")],
        [ViolationKind.SignaturesTooLarge, Repeat(2_100, i => $"public static void M{i}({string.Join(", ", Enumerable.Range(0, 28).Select(n => ((i >> (n % 12)) & 1) == 0 ? $"int a{n}" : $"byte a{n}"))}) {{ }}")],
        [ViolationKind.StringsTooLarge, Repeat(900, i => $"public static string M{i}() {{ return \"{i} {new string('x', 80)}\"; }}")],
    ];

    [TestMethod]
    [DynamicData(nameof(Plants))]
    public void IsFoundInTheDotNetBuild(ViolationKind kind, string source)
    {
        IReadOnlyList<Violation> found = ChipScan.Of(BuildForDotNet(source));
        CollectionAssert.Contains(found.Select(v => v.Kind).ToList(), kind, "\n" + string.Join("\n", found.Take(20)));
    }

    [TestMethod]
    [DynamicData(nameof(Plants))]
    public void IsFoundInTheBuildAgainstNanoFramework(ViolationKind kind, string source)
    {
        byte[] image;
        try
        {
            image = ChipBuild.Release.BuildSnippet(source);
        }
        catch (InvalidOperationException compilerFoundIt)
        {
            StringAssert.Contains(compilerFoundIt.Message, "Planted.cs(1): CS", $"{kind}: the plant itself is broken");
            return;
        }

        // Text with a character or with holes in it becomes another call there, and a harmless one.
        bool isDotNetOnly = source.Contains("char y") || source.Contains("$\"{x}");
        Assert.AreEqual(isDotNetOnly ? 0 : 1, Math.Min(1, ChipScan.Of(image).Count), string.Join("\n", ChipScan.Of(image).Take(20)));
    }

    /// <summary>What the rooms are made of must pass, or the test would only be a long way to say no.</summary>
    [TestMethod]
    public void PlainCodeIsNotAViolation()
    {
        const string Source = """
            using System;
            public delegate int Visit(int x);
            public enum Colour { Red, Green }
            public interface IThing { int Size { get; } }
            public sealed class Refused : Exception { public Refused(string why) : base(why) { } }
            public struct Pair { public int A; public int B; public Pair(int a, int b) { A = a; B = b; } }
            public sealed class Thing : IThing
            {
                private static readonly byte[] s_table = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
                private readonly Pair[] _pairs = new Pair[4];
                public int Size { get; init; }
                public string this[int index] { get { return index.ToString() + " " + _pairs[index].A.ToString() + ":" + _pairs[index].B.ToString("x8") + "."; } }
                public static ulong Wide(ulong a, uint b) { return (a >> 29) * b + (ulong)(int)a; }
                public static int Pick(string name) { switch (name) { case "a": return 1; case "b": return 2; case "c": return 3; case "d": return 4; case "e": return 5; case "f": return 6; case "g": return 7; default: throw new Refused(name); } }
                public static int Apply(Visit visit, params int[] all) { int sum = 0; foreach (int x in all) { sum += visit(x); } return sum; }
                public static int Close(int by) { return Apply(x => x * by, 1, 2, 3); }
                public static string Name(Colour c, object o) { return c == Colour.Red ? c.ToString() : o is Thing t ? t[0] : o.GetType().FullName; }
                public static int Guard(byte[] a, ref int n, out byte[] copy)
                {
                    try { copy = (byte[])a.Clone(); Array.Copy(a, 0, copy, 0, n); lock (a) { n++; } return s_table[n]; }
                    catch (Exception e) when (e.Message != null) { throw new Refused(e.Message); }
                    finally { Array.Clear(a, 0, a.Length); }
                }
            }
            """;
        Assert.AreEqual(0, ChipScan.Of(BuildForDotNet(Source)).Count, string.Join("\n", ChipScan.Of(BuildForDotNet(Source))));
        Assert.AreEqual(0, ChipScan.Of(ChipBuild.Release.BuildSnippet(Source)).Count);
        Assert.AreEqual(0, ChipScan.Of(ChipBuild.Debug.BuildSnippet(Source)).Count);
    }

    [TestMethod]
    public void EveryKindIsPlanted() =>
        CollectionAssert.AreEquivalent(Enum.GetValues<ViolationKind>(), Plants.Select(p => (ViolationKind)p[0]).Distinct().ToList());

    private static byte[] BuildForDotNet(string source)
    {
        string assemblies = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Holdfast.Planted",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp13))],
            assemblies.Split(Path.PathSeparator).Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using MemoryStream stream = new();
        EmitResult result = compilation.Emit(stream);
        Assert.IsTrue(result.Success, string.Join("\n", result.Diagnostics.Take(5)));
        return stream.ToArray();
    }

    private static string Repeat(int count, Func<int, string> member) => "public class P { " + Join(count, member) + " }";

    private static string Join(int count, Func<int, string> text) => string.Join(" ", Enumerable.Range(0, count).Select(text));

    private static string Sum(int terms, int seed) => string.Join(" + ", Enumerable.Range(0, terms).Select(i => $"(x ^ {(seed * 7919L) + (i * 104_729L) + 5_000_000_000L}L)"));
}
