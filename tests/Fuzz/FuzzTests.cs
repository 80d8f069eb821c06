namespace Holdfast.Fuzz;

[TestClass]
public class FuzzTests
{
    [TestMethod]
    public void EveryWireMessageOnlyEverSaysMalformed()
    {
        RunAll(ProtocolTarget.All());
    }

    [TestMethod]
    public void ASpoiledFlashImageIsRefusedOrHoldsWhatWasCommitted()
    {
        RunAll(JournalTarget.All());
    }

    [TestMethod]
    public void WhatTheHostReadsIsReadOrRefused()
    {
        RunAll(HostTargets.All());
    }

    [TestMethod]
    public void ARecordingOnDiskIsReadOrRefused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("holdfast-fuzz");
        try
        {
            RunAll(HostTargets.Files(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void OnlyWholeMessagesLeaveAndNoPlaceholder()
    {
        RunAll(PeerTargets.All());
    }

    [TestMethod]
    public void WhoeverOffersAnythingElseLeavesNothingBehind()
    {
        using HandOverTarget target = new();
        int descriptors = Descriptors();
        RunAll([target]);
        Assert.IsTrue(SpinWait.SpinUntil(() => Descriptors() <= descriptors + 20, 120_000), Descriptors() + " descriptors after " + descriptors); // other tests run beside this one

        static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
    }

    [TestMethod]
    public void ALiveDeviceAnswersEverythingAndLosesNothing()
    {
        RunAll(DeviceTargets.All());
    }

    [TestMethod]
    public void TheLineTakesAnythingAndFindsItsWayBack()
    {
        RunAll(LinkTarget.All());
    }

    [TestMethod]
    public void WhateverANodeAsksIsAnsweredWithinBoundsAndLosesNothing()
    {
        NodeCampaign campaign = new();
        campaign.Run(HostTargets.Recordings);
        foreach ((int number, NodeFigures figures) in campaign.Figures)
        {
            Console.WriteLine(
                $"message {number}: {figures.Inputs} inputs, {string.Join(", ", figures.Answers)}; at most {figures.AllocatedBytesMost / 1024} KB, " +
                $"{figures.ExchangesMost} exchanges, {figures.MillisecondsMost} ms");
        }

        Assert.IsTrue(campaign.Figures.Count > 30, "kinds of requests");
        Assert.IsTrue(campaign.Figures.Values.Sum(figures => figures.Answers.GetValueOrDefault("Reply")) > 50, "mutants that are answered");
    }

    private static void RunAll(IEnumerable<Target> targets)
    {
        int inputs = 0;
        foreach (Target target in targets)
        {
            CampaignResult result = Campaign.Run(target);
            Assert.IsTrue(result.Refused > 0, target.Name + ": nothing was refused");
            inputs += result.Inputs;
            Console.WriteLine($"{result.Target}: {result.Inputs} inputs, {result.Accepted} accepted, {result.Refused} refused");
        }

        Assert.IsTrue(inputs > 0, "no target was found");
    }
}
