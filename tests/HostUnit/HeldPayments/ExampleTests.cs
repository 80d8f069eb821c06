using System.Text;
using Holdfast.HeldPayments.Handlers;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>What people start from runs.</summary>
[TestClass]
public sealed class ExampleTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("""{"onion":{"payload":"00","total_msat":99999999,"payment_secret":"00"},"htlc":{"amount_msat":1}}""", "hold")]
    [DataRow("""{"onion":{"payload":"00","total_msat":100000000},"htlc":{"amount_msat":1}}""", "400f")]
    [DataRow("""{"onion":{"payload":"00"},"htlc":{"amount_msat":1}}""", "400f")]
    [DataRow("""{}""", "400f")]
    public async Task TheScriptAcceptsBelowItsLimit(string payload, string verdict)
    {
        string script = Example("accept-below.sh");
        Assert.IsNull(ScriptHandler.TroubleOf(script));
        Verdict given = await new ScriptHandler(script, _ => { }).JudgeAsync(Encoding.UTF8.GetBytes(payload), s_long, CancellationToken.None);
        Assert.AreEqual(verdict, given.Kind == VerdictKind.Hold ? "hold" : given.Failure!.ToString());
        Assert.AreEqual(string.Empty, given.Trouble);
    }

    [TestMethod]
    public async Task TheSocketHandlerAcceptsBelowItsLimit()
    {
        string path = _folder.File("handler.sock");
        using CrashChildProcess child = CrashChildProcess.StartProgram("dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Holdfast.HandlerExample.dll"), path, "1000");
        StringAssert.Contains(child.ReadLine(), "listening");
        SocketHandler handler = new(path, TimeProvider.System);
        Assert.AreEqual(VerdictKind.Hold, (await AskAsync("""{"onion":{"total_msat":999}}""")).Kind);
        Assert.AreEqual("400f", (await AskAsync("""{"onion":{"total_msat":1000}}""")).Failure!.ToString());
        Assert.AreEqual("400f", (await AskAsync("nonsense")).Failure!.ToString());

        async Task<Verdict> AskAsync(string payload)
        {
            Verdict given = await handler.JudgeAsync(Encoding.UTF8.GetBytes(payload), s_long, CancellationToken.None);
            Assert.AreEqual(string.Empty, given.Trouble);
            return given;
        }
    }

    [TestMethod]
    public void TheUnitStartsTheSocketHandler()
    {
        string unit = File.ReadAllText(Example("holdfast-handler.service"));
        StringAssert.Contains(unit, "/SocketHandler /run/holdfast/handler.sock 100000000");
        StringAssert.Contains(unit, "RuntimeDirectory=holdfast\n");
    }

    private static string Example(string name)
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Firmware.sln")))
        {
            root = root.Parent ?? throw new AssertFailedException("no Firmware.sln above the tests");
        }

        return Path.Combine(root.FullName, "host", "HeldPayments", "examples", name);
    }
}
