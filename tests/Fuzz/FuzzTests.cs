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
    public void ALiveDeviceAnswersEverythingAndLosesNothing()
    {
        RunAll(DeviceTargets.All());
    }

    [TestMethod]
    public void TheLineTakesAnythingAndFindsItsWayBack()
    {
        RunAll(LinkTarget.All());
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
