namespace Holdfast.NativeCode;

/// <summary>The CMake module by which a build of the runtime finds the sources.</summary>
[TestClass]
public sealed class ModuleTests
{
    private static readonly string s_native = Path.Combine(NativeLibrary.Repository(), "firmware", "Native");
    private static readonly string s_module = Path.Combine(s_native, "Interop", "FindINTEROP-Holdfast.Native.cmake");

    [TestMethod]
    public void EverySourceIsNamed()
    {
        string text = File.ReadAllText(s_module);
        foreach (string source in Directory.EnumerateFiles(s_native, "*.c*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".c" or ".cpp"))
        {
            StringAssert.Contains(text, "${HOLDFAST_NATIVE_DIR}/" + Path.GetRelativePath(s_native, source).Replace('\\', '/') + "\"");
        }
    }

    [TestMethod]
    public void CMakeReadsIt()
    {
        if (NativeLibrary.Run("cmake", ["--version"]).Code != 0)
        {
            Assert.Inconclusive("no cmake");
        }

        string script = Path.Combine(Directory.CreateTempSubdirectory("holdfast-cmake-").FullName, "read.cmake");
        File.WriteAllText(script, $"set(HOLDFAST_SECP256K1_INCLUDE_DIR /somewhere)\ninclude(\"{s_module}\")\nforeach(f ${{Holdfast.Native_SOURCES}})\nif(NOT EXISTS \"${{f}}\")\nmessage(FATAL_ERROR \"${{f}}\")\nendif()\nendforeach()\n"
            + "message(\"${Holdfast.Native_INCLUDE_DIRS}\")\n");
        (int code, string said) = NativeLibrary.Run("cmake", ["-P", script]);
        Assert.AreEqual(0, code, said);
        StringAssert.Contains(said, ";/somewhere");
        File.WriteAllText(script, $"include(\"{s_module}\")\n");
        Assert.AreNotEqual(0, NativeLibrary.Run("cmake", ["-P", script]).Code);
        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
    }
}
