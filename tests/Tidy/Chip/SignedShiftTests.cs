using Mono.Cecil;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// A signed number is shifted and extended on the chip as on .NET. A negative amount once came back from flash as a large positive one on the chip alone, because a ulong was
/// cast to long and shifted: all tests on .NET passed.
/// </summary>
[TestClass]
public sealed class SignedShiftTests
{
    private const string Head =
        "public static class P { public static ulong[] Words; public static long[] Signed; public static uint U; public static int Low(long x) { return (int)(x >> 3); } ";

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TheChipShiftsAndExtendsAsDotNet(bool isOptimized)
    {
        ChipBuild build = isOptimized ? ChipBuild.Release : ChipBuild.Debug;
        IEnumerable<string> rooms = Repository.FilesUnder("firmware", ".nfproj");
        Tidy.Findings.AreNone(new SignedTags([.. rooms.Select(room => Read(build.Build(room)))]).Findings());
    }

    [TestMethod]
    [DataRow("static long F(ulong x) { return (long)(x << 16) >> 16; }", "shr in P.F")]
    [DataRow("static long F(int i) { return (long)Words[i] >> 16; }", "shr in P.F")]
    [DataRow("static int F(uint x) { return (int)x >> 16; }", "shr in P.F")]
    [DataRow("static long F(uint x) { return (long)(int)x; }", "conv.i8 in P.F")]
    [DataRow("static long F() { return (int)U; }", "conv.i8 in P.F")]
    [DataRow("static int F(ulong x) { return Low((long)x); }", "shr in P.Low")]
    [DataRow("static long G(ulong x) { return (long)x; } static long F(ulong x) { return G(x) >> 1; }", "shr in P.F")]
    [DataRow("static long F(ulong x, bool b) { return (b ? (long)x : 0L) >> 2; }", "shr in P.F")]
    public void ADifferenceIsFound(string planted, string finding) => CollectionAssert.AreEqual(new[] { finding }, Of(planted));

    [TestMethod]
    [DataRow("static long F(int i) { return Signed[i] >> 16; }")]
    [DataRow("static ulong F(ulong x) { return x >> 16; }")]
    [DataRow("static int F(long x) { return Low(x); }")]
    [DataRow("static long F(byte x, byte y) { return ((long)x << 8 | (long)y << 16) >> 5; }")]
    [DataRow("static long F(ulong x) { return (long)(x & 0xffffff) >> 5; }")]
    [DataRow("static long F(int x) { return x; }")]
    public void WhatIsTheSameIsNot(string planted) => Assert.AreEqual(0, Of(planted).Length);

    private static string[] Of(string planted) =>
        [.. new SignedTags([Read(ChipBuild.Release.BuildSnippet(Head + planted.Replace("static ", "public static ") + " }"))]).Findings()];

    private static ModuleDefinition Read(byte[] image) => ModuleDefinition.ReadModule(new MemoryStream(image));
}
