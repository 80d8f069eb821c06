namespace Holdfast.Tidy.House;

/// <summary>The two commands that the README promises are the ones that are run.</summary>
[TestClass]
public sealed class CommandTests
{
    private const string TestCommand = "dotnet test Firmware.sln";

    [TestMethod]
    public void TheCheckRunsTheReadmesTestCommand()
    {
        StringAssert.Contains(Repository.Read("README.md"), "\n" + TestCommand);
        StringAssert.Contains(Repository.Read(".ci/run"), "\n" + TestCommand + " ");
    }

    [TestMethod]
    public void TheDemoCommandNamesTheTool()
    {
        StringAssert.Contains(Repository.Read("README.md"), "dotnet run --project host/Tool -- demo");
        Assert.IsTrue(Repository.Exists("host/Tool/Tool.csproj"));
    }

    /// <summary>flash.ps1 stays thin: every option it passes on exists in `holdfast flash`.</summary>
    [TestMethod]
    public void TheFlashScriptPassesOnOptionsThatExist()
    {
        string script = Repository.Read("flash.ps1");
        string command = Repository.Read("host/Tool/Commands/FlashCommand.cs");
        foreach (string option in new[] { "--board", "--port", "--link-port", "--verify", "--dry-run" })
        {
            StringAssert.Contains(script, $"'{option}'");
            StringAssert.Contains(command, $"(\"{option}\")");
        }
    }
}
