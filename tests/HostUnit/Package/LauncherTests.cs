using System.Diagnostics;

namespace Holdfast.HostUnit.Package;

/// <summary>The script that stands for a program in the release which needs the .NET runtime: it says why the runtime cannot run, and is invisible otherwise.</summary>
[TestClass]
public sealed class LauncherTests
{
    private const string Dies = "#!/bin/sh\nkill -SEGV $$\n";
    private const string Works = "#!/bin/sh\n[ \"$2\" = --help ] || echo \"$(basename \"$1\") $2 $$\"\n";

    [TestMethod]
    public void ARuntimeThatDiesIsExplainedInOneSentence()
    {
        (int code, string output, string error, _) = Run(Dies);
        Assert.AreEqual(2, code);
        Assert.AreEqual("", output);
        StringAssert.StartsWith(error, "holdfast-hsmd: the .NET runtime cannot run here (signal 11)");
        StringAssert.Contains(error, "MemoryDenyWriteExecute=false");
        Assert.AreEqual(1, error.TrimEnd().Split('\n').Length, error);
    }

    [TestMethod]
    public void AMissingRuntimeIsSaid()
    {
        (int code, _, string error, _) = Run(null);
        Assert.AreEqual(2, code);
        StringAssert.StartsWith(error, "holdfast-hsmd: this release needs the .NET 10 runtime");
    }

    /// <summary>The process stays the same one: who started it is asked for its version, and the sockets belong to this process.</summary>
    [TestMethod]
    public void TheProgramTakesTheScriptsPlace()
    {
        (int code, string output, string error, int process) = Run(Works);
        Assert.AreEqual(0, code, error);
        Assert.AreEqual($"holdfast-hsmd.dll --version {process}\n", output);
        Assert.AreEqual("", error);
    }

    private static (int Code, string Output, string Error, int Process) Run(string? runtime)
    {
        using TemporaryFolder folder = new();
        string launcher = folder.File("holdfast-hsmd");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Package", "launch.sh"), launcher);
        if (runtime != null)
        {
            WriteProgram(folder.File("dotnet"), runtime);
        }

        ProcessStartInfo start = new("/bin/sh", [launcher, "--version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ROOT"] = folder.FullName;
        start.Environment["PATH"] = ToolsWithoutRuntime(folder);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error, process.Id);
    }

    /// <summary>
    /// Written by another process: a file that this one has just written cannot be executed while another of its threads starts a process, which has the open file for a moment.
    /// </summary>
    private static void WriteProgram(string path, string text)
    {
        using Process writer = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0\" && chmod 700 \"$0\"", path]) { RedirectStandardInput = true })!;
        writer.StandardInput.Write(text);
        writer.StandardInput.Close();
        writer.WaitForExit();
        Assert.AreEqual(0, writer.ExitCode);
    }

    /// <summary>A path with what the script calls, and without a runtime that this machine may have beside it.</summary>
    private static string ToolsWithoutRuntime(TemporaryFolder folder)
    {
        string tools = Directory.CreateDirectory(folder.File("tools")).FullName;
        foreach (string tool in new[] { "readlink", "dirname", "basename", "sh" })
        {
            string found = new[] { "/usr/bin", "/bin" }.Select(place => Path.Combine(place, tool)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(tools, tool), found);
        }

        return tools;
    }
}
