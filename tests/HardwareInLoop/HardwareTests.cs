using System.Diagnostics;
using Holdfast.Scenarios;
using Holdfast.Scenarios.Conversations;

namespace Holdfast.HardwareInLoop;

/// <summary>Do silicon and cable keep their promises? Against whatever answers on HOLDFAST_PORT; README.md beside this file has the variables.</summary>
[TestClass]
[DoNotParallelize]
public class HardwareTests
{
    private static LineDevice? s_device;

    public static IEnumerable<object[]> Conversations => ConversationList.Names;

    public TestContext TestContext { get; set; } = null!;

    private static string? Port => Environment.GetEnvironmentVariable("HOLDFAST_PORT") is { Length: > 0 } port ? port : null;

    [ClassCleanup(ClassCleanupBehavior.EndOfClass)]
    public static void Stop() => s_device?.Dispose();

    [TestMethod]
    [DynamicData(nameof(Conversations))]
    public void Holds(string conversation) => ConversationList.Run(conversation, Device());

    [TestMethod]
    public void Soaks()
    {
        LineDevice device = Device();
        if (!double.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_SOAK_MINUTES"), out double minutes))
        {
            Assert.Inconclusive("no soak: set HOLDFAST_SOAK_MINUTES");
        }

        Stopwatch watch = Stopwatch.StartNew();
        SoakReport report = Soak.Run(device, _ => watch.Elapsed.TotalMinutes < minutes);
        TestContext.WriteLine($"{report.Payments} payments, {report.Cuts} pulled plugs in {watch.Elapsed.TotalMinutes:F1} minutes");
        Assert.IsTrue(report.Payments > 0);
    }

    [TestMethod]
    public void ManyPulledPlugs() => PulledPlug.Cut(Device(), rounds: 25);

    /// <summary>Last by its name: the table holds whatever ran before.</summary>
    [TestMethod]
    public void WritesItsLatencies()
    {
        LineDevice device = Device();
        device.Client.Ask(new Protocol.Status());
        string path = Environment.GetEnvironmentVariable("HOLDFAST_LATENCY_JSON") is { Length: > 0 } wanted ? wanted : Path.Combine(AppContext.BaseDirectory, "latency.json");
        File.WriteAllText(path, device.Latencies.ToJson(device.Client.LineName, device.Device));
        TestContext.WriteLine(device.Latencies.ToString());
        TestContext.WriteLine(path);
        TestContext.AddResultFile(path);
    }

    private static LineDevice Device()
    {
        if (Port == null)
        {
            Assert.Inconclusive("no device: set HOLDFAST_PORT to a serial port or tcp:HOST:PORT (tests/HardwareInLoop/README.md)");
        }

        return s_device ??= new LineDevice(Port, PowerSwitch.FromEnvironment());
    }
}
