using System.Diagnostics;
using Holdfast.HostUnit.Tool;

namespace Holdfast.HostUnit.Dashboard;

/// <summary>`holdfast dashboard`, as a person starts it.</summary>
[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    public async Task TheCommandServesThePageUntilItIsEnded()
    {
        using TemporaryFolder folder = new();
        using Process process = CommandLine.Start("dashboard", "--node", folder.FullName);
        string address = process.StandardOutput.ReadLine() ?? process.StandardError.ReadToEnd();
        StringAssert.StartsWith(address, "http://127.0.0.1:");
        using HttpClient client = new(new HttpClientHandler { UseProxy = false }) { Timeout = TimeSpan.FromMilliseconds(Patience.Ms) };
        string page = await client.GetStringAsync(address);
        StringAssert.Contains(page, "No bridge is running for this node.");
        StringAssert.Contains(page, folder.FullName);

        // Killed, so that nothing can be tidied up: the page ends with the command all the same.
        process.Kill();
        process.WaitForExit();
        Assert.IsTrue(Patience.Until(() =>
        {
            try
            {
                client.GetStringAsync(address).GetAwaiter().GetResult();
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        }));
    }

    [TestMethod]
    public void AWrongArgumentIsASentence()
    {
        foreach (string[] arguments in new[] { new[] { "--port", "99999" }, ["--port", "x"], ["--nod", "/tmp"] })
        {
            CommandRun run = CommandLine.Run(["dashboard", .. arguments]);
            Assert.AreEqual(2, run.ExitCode, run.Error);
            Assert.AreEqual(string.Empty, run.Output);
        }

        using TemporaryFolder folder = new();
        System.Net.Sockets.TcpListener taken = new(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        CommandRun second = CommandLine.Run("dashboard", "--node", folder.FullName, "--port", ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString());
        taken.Dispose();
        Assert.AreEqual(2, second.ExitCode);
        StringAssert.StartsWith(second.Error, "holdfast-dashboard: ");
    }
}
