using Holdfast.Scenarios;

namespace Holdfast.HardwareInLoop;

/// <summary>The loop itself, in every normal run: the same code that talks to a board talks to `holdfast simulate` through a pseudo terminal.</summary>
[TestClass]
[DoNotParallelize]
public class SimulatedLoopTests
{
    private static SimulateProcess? s_simulator;
    private static LineDevice? s_device;

    public static IEnumerable<object[]> Conversations => ConversationList.Names;

    [ClassInitialize]
    public static void Start(TestContext context)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            s_simulator = new SimulateProcess();
            s_device = new LineDevice(s_simulator.Address, s_simulator.CutPower);
        }
    }

    [ClassCleanup(ClassCleanupBehavior.EndOfClass)]
    public static void Stop()
    {
        s_device?.Dispose();
        s_simulator?.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Conversations))]
    public void Holds(string conversation) => ConversationList.Run(conversation, Device());

    [TestMethod]
    public void ASoakOfFiveRounds()
    {
        SoakReport report = Soak.Run(Device(), round => round < 5);
        Assert.AreEqual(5, report.Payments);
        Assert.IsTrue(report.Cuts > 0);
        Assert.IsTrue(s_simulator!.Cuts >= report.Cuts, "a cut that was none");
    }

    [TestMethod]
    public void LatenciesAreKeptPerRequest()
    {
        LineDevice device = Device();
        device.Client.Ask(new Protocol.Status());
        LatencyRow row = device.Latencies.Rows().Single(row => row.Request == "Status");
        Assert.IsTrue(row.Count >= 1 && row.P50Ms <= row.P95Ms && row.P95Ms <= row.MaxMs);
        StringAssert.Contains(device.Latencies.ToJson(device.Client.LineName, device.Device), "\"request\": \"Status\"");
    }

    private static LineDevice Device()
    {
        if (s_device == null)
        {
            Assert.Inconclusive("pseudo terminals need Linux or macOS");
        }

        return s_device;
    }
}
