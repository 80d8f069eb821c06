using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// The assembly Holdfast.Native and its C++ source agree, line by line: a table that is shifted by one runs a neighbour's code, and the runtime does not notice.
/// </summary>
[TestClass]
public sealed partial class NativeTableTests
{
    private const string Project = "firmware/Native/Native.nfproj";
    private const string Source = "firmware/Native/Interop/Holdfast_Native.cpp";
    private const string Header = "firmware/Native/Interop/Holdfast_Native.h";

    private static string Calls => Repository.Read("firmware/Native/NativeCalls.cs");

    private static string[] TableOfSource => [.. TableText().Match(Repository.Read(Source)).Groups[1].Value
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    [TestMethod]
    [DataRow("chip")]
    [DataRow("chip, not optimised")]
    [DataRow("dotnet")]
    public void TheSourceHasTheTableOfTheAssembly(string compiler)
    {
        NativeTable table = NativeTable.Of(Image(compiler));
        CollectionAssert.AreEqual(table.Lines.ToArray(), TableOfSource, compiler);
        CollectionAssert.AreEqual(table.Lines.Select(l => l[(l.IndexOf("::", StringComparison.Ordinal) + 2)..]).ToArray(),
            Declared().Matches(Repository.Read(Header)).Select(m => m.Groups[1].Value).ToArray(), compiler);
        CollectionAssert.AreEqual(table.Lines.ToArray(), Defined().Matches(Repository.Read(Source)).Select(m => m.Groups[1].Value).ToArray(), compiler);
    }

    [TestMethod]
    [DataRow("chip")]
    [DataRow("chip, not optimised")]
    [DataRow("dotnet")]
    public void TheSourceHasTheChecksumOfTheAssembly(string compiler)
    {
        // With the pattern of nf-interpreter's own build: a literal right behind the name, and no zero before it.
        Match literal = Literal().Match(Repository.Read(Source));
        Assert.IsTrue(literal.Success, "the image's build does not find name, checksum and version");
        Assert.AreEqual($"0x{NativeTable.Of(Image(compiler)).Checksum:X8}", "0x" + literal.Groups[1].Value, compiler);
        StringAssert.Contains(Repository.Read("firmware/Native/AssemblyVersion.cs"), $"\"{string.Join('.', literal.Groups.Values.Skip(2))}\"");
    }

    [TestMethod]
    [DataRow("chip")]
    [DataRow("chip, not optimised")]
    [DataRow("dotnet")]
    public void NothingButNativesIsInTheAssembly(string compiler) =>
        Assert.AreEqual(0, NativeTable.Of(Image(compiler)).Intruders.Count, compiler + ": " + string.Join(", ", NativeTable.Of(Image(compiler)).Intruders));

    /// <summary>The trap: a method before the natives leaves the checksum as it is and shifts the whole table.</summary>
    [TestMethod]
    public void AMethodThatTheChecksumDoesNotSeeIsSeenHere()
    {
        NativeTable table = NativeTable.Of(Compile(Calls.Replace("public static class NativeCalls\n{\n", "public static class NativeCalls\n{\n    public static void Early() { }\n")));
        Assert.AreEqual(NativeTable.Of(ChipBuild.Release.Build(Project)).Checksum, table.Checksum);
        Assert.IsTrue(table.Intruders.Count > 0);
        CollectionAssert.AreNotEqual(TableOfSource, table.Lines.ToArray());
    }

    [TestMethod]
    public void AMethodBehindTheNativesAndASecondTypeAreSeen()
    {
        string behind = Calls[..Calls.LastIndexOf('}')] + "    public static void Late() { }\n}\n";
        CollectionAssert.AreNotEqual(TableOfSource, NativeTable.Of(Compile(behind)).Lines.ToArray());
        Assert.AreEqual(1, NativeTable.Of(Compile(Calls + "public interface IMore { }\n")).Intruders.Count(i => i.EndsWith("a second type", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void TwoNativesThatChangePlacesAreSeen()
    {
        string swapped = Calls.Replace("bool AddPoints(", "bool Other(").Replace("bool Multiply(", "bool AddPoints(").Replace("bool Other(", "bool Multiply(");
        NativeTable table = NativeTable.Of(Compile(swapped));
        Assert.AreNotEqual(NativeTable.Of(ChipBuild.Release.Build(Project)).Checksum, table.Checksum);
        CollectionAssert.AreNotEqual(TableOfSource, table.Lines.ToArray());
    }

    /// <summary>The compiler's settings are part of the table: this version of the language adds no types of its own.</summary>
    [TestMethod]
    public void TheLanguageIsPinned()
    {
        Assert.AreEqual("10", DeviceProject.Load(Project).LanguageVersion);
        Assert.IsTrue(NativeTable.Of(Compile(Calls, "13")).Intruders.Count > 0, "the pin is without an effect");
    }

    /// <summary>What the chip's compiler makes of the project, and what the normal build made.</summary>
    private static byte[] Image(string compiler) => compiler switch
    {
        "chip" => ChipBuild.Release.Build(Project),
        "dotnet" => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Holdfast.Native.dll")),
        _ => ChipBuild.Debug.Build(Project),
    };

    private static byte[] Compile(string calls, string language = "10") => ChipBuild.Release.BuildSnippet(calls, "Holdfast.Native", language);

    [GeneratedRegex(@"method_lookup\[\] =\s*\{([^}]*)\}")]
    private static partial Regex TableText();

    [GeneratedRegex(@"NANOCLR_NATIVE_DECLARE\((\w+)\)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^HRESULT (\w+::\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Defined();

    [GeneratedRegex(@"[ \t\r\n]+CLR_RT_NativeAssemblyData[ \t\r\n]+g_CLR_AssemblyNative_Holdfast_Native[ \t\r\n]*=[^{]+\{[^0]+0x([0-9A-Z]{8})[^{]+\{[ \t\r\n]*(\d+), (\d+), (\d+), (\d+)")]
    private static partial Regex Literal();
}
