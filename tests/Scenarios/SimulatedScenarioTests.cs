namespace Holdfast.Scenarios;

/// <summary>Every conversation with a simulated signer: by method calls, and through the real serial and TCP paths of the host.</summary>
[TestClass]
public class SimulatedScenarioTests
{
    public static IEnumerable<object[]> Conversations => ConversationList.Names;

    [TestMethod]
    [DynamicData(nameof(Conversations))]
    public void InProcess(string conversation)
    {
        using SimulatedScenarioDevice device = SimulatedScenarioDevice.InProcess();
        ConversationList.Run(conversation, device);
    }

    [TestMethod]
    [DynamicData(nameof(Conversations))]
    public void BehindAPseudoTerminal(string conversation)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            Assert.Inconclusive("pseudo terminals need Linux or macOS");
        }

        using SimulatedScenarioDevice device = SimulatedScenarioDevice.BehindPty();
        ConversationList.Run(conversation, device);
    }

    [TestMethod]
    public void BehindTcp()
    {
        using SimulatedScenarioDevice device = SimulatedScenarioDevice.BehindTcp();
        ConversationList.Run("ChannelLife.AsOpener", device);
    }

    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [TestMethod]
    public void PulledPlugsAtOtherInstants(int seed)
    {
        using SimulatedScenarioDevice device = SimulatedScenarioDevice.InProcess(seed);
        ConversationList.Run("PulledPlug.WhileSigning", device);
        Assert.IsTrue(device.Boots > 5, $"{device.Boots} boots: the cuts missed");
    }
}
