using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>Which port is the signer, and how soon a port that is none is given up.</summary>
[TestClass]
public sealed class PortSurveyTests
{
    [TestMethod]
    public void OnlyAdaptersAndBoardsArePlausible()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("names of Linux");
        }

        using TemporaryFolder devices = new();
        foreach (string name in new[] { "ttyUSB1", "ttyS0", "tty1", "ttyACM0", "ttyUSB0", "sda", "pts" })
        {
            File.WriteAllText(devices.File(name), "");
        }

        CollectionAssert.AreEqual(new[] { "ttyACM0", "ttyUSB0", "ttyUSB1" }, SerialPorts.Find(devices.FullName).Select(Path.GetFileName).ToArray());
        Assert.AreEqual(0, SerialPorts.Find(devices.File("none")).Count);
    }

    [TestMethod]
    public void ASignerIsFoundAndOthersAreExplained()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("file"), "");
        using PtyPair taken = new();
        using SerialTransport holder = new(taken.SlavePath);
        holder.Open();
        PtyPair line = new();
        using DeviceServer server = new(new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings()), line);

        // Nobody waits for so long: the one answers, the others fail at once.
        IReadOnlyList<PortFinding> found = PortSurvey.Of([line.SlavePath, folder.File("file"), folder.File("none"), taken.SlavePath, "tcp:"], Patience.Ms, TimeProvider.System);
        Assert.AreEqual(DeviceState.Blank, found[0].Device!.State);
        Assert.AreEqual("", found[0].Trouble);
        Assert.IsTrue(found.Skip(1).All(one => one.Device == null));
        StringAssert.Contains(found[1].Trouble, "is not a serial port");
        StringAssert.Contains(found[2].Trouble, "cannot open");
        StringAssert.Contains(found[3].Trouble, "is in use by another program");
        StringAssert.Contains(found[4].Trouble, "is not tcp:HOST:PORT");
    }

    [TestMethod]
    public void APortThatIsSilentIsSaidSo()
    {
        using PtyPair silent = new();
        PortFinding found = PortSurvey.Of([silent.SlavePath], 30, TimeProvider.System).Single();
        Assert.IsNull(found.Device);
        StringAssert.Contains(found.Trouble, "try the other connector");
    }

    /// <summary>The first port answers only when the second was asked: one after the other, it never would.</summary>
    [TestMethod]
    public void AllPortsAreAskedAtOnce()
    {
        PtyPair first = new();
        using PtyPair second = new();
        Task<IReadOnlyList<PortFinding>> survey = Task.Factory.StartNew(
            () => PortSurvey.Of([first.SlavePath, second.SlavePath], Patience.Ms, TimeProvider.System), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        byte[] buffer = new byte[16];
        Assert.IsTrue(Patience.Until(() => second.Read(buffer, 5) > 0));
        using DeviceServer server = new(new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings()), first);
        second.Close();
        Assert.IsNotNull(survey.Result[0].Device);
        StringAssert.Contains(survey.Result[1].Trouble, "is gone");
    }

    /// <summary>A debug connector is silent for ever. It took four times half a minute to say so.</summary>
    [TestMethod]
    public void ALineThatNeverAnsweredIsGivenUpOnce()
    {
        SilentLine silent = new();
        using SignerClient client = new(silent, new SignerClientSettings
        {
            ReplyTimeoutMs = 1_000, SilenceMsMax = 30_000, ReopensMax = 3, FirstAnswerMsMax = 5_000, Time = StandingClock.Instance,
        });
        LinkLostException lost = Assert.ThrowsExactly<LinkLostException>(() => client.Connect());
        StringAssert.Contains(lost.Message, "within 5 s");
        StringAssert.Contains(lost.Message, "try the other connector");
        Assert.IsFalse(lost.WasSent);
        Assert.AreEqual(1, silent.Opened);
        Assert.AreEqual(5_000, silent.WaitedMs);
    }

    /// <summary>A device that answered before is waited for as long as its owner may take for the button.</summary>
    [TestMethod]
    public void ALineThatAnsweredOnceGetsItsFullPatience()
    {
        ManInTheMiddle middle = new(new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings { HasManualClock = true }));
        using SignerClient client = new(middle, new SignerClientSettings
        {
            ReplyTimeoutMs = 20, SilenceMsMax = 40, ReopensMax = 0, FirstAnswerMsMax = 10_000, Time = StandingClock.Instance,
        });
        client.Connect();
        middle.ToHost = _ => [];
        LinkLostException lost = Assert.ThrowsExactly<LinkLostException>(() => client.Ask(new Status()));
        StringAssert.Contains(lost.Message, "no answer");
    }

    /// <summary>A line that takes everything and says nothing, with a time of its own.</summary>
    private sealed class SilentLine : ITransport
    {
        public string Name => "silent";

        public int Opened { get; private set; }

        public int WaitedMs { get; private set; }

        public void Open(CancellationToken cancellation = default) => Opened++;

        public int Read(Span<byte> buffer, int timeoutMs)
        {
            WaitedMs += timeoutMs;
            return 0;
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
        }

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }
}
