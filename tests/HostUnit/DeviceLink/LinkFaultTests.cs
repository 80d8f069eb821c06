using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>Whatever the cable does: every request is answered with its own answer, and none has its effect twice.</summary>
[TestClass]
public class LinkFaultTests
{
    private static readonly LineFault[] s_all = [.. Enum.GetValues<LineFault>().Where(fault => fault != LineFault.None)];

    [DataRow("Drop")]
    [DataRow("Duplicate")]
    [DataRow("Reorder")]
    [DataRow("Corrupt")]
    [DataRow("Truncate")]
    [DataRow("Split")]
    [DataRow("Stall")]
    [DataRow("Garbage")]
    [DataRow("HangUp")]
    [DataRow("Drop Duplicate Reorder Corrupt Truncate Split Stall Garbage HangUp")]
    [TestMethod]
    public void ALineFaultNeverMakesTheDeviceExecuteTwice(string names)
    {
        LineFault[] faults = [.. names.Split(' ').Select(Enum.Parse<LineFault>)];
        for (int seed = 0; seed < 5; seed++)
        {
            LedgerFirmware.Ledger ledger = new();
            Converse(ledger, faults, seed, 60);
            CollectionAssert.AreEqual(ledger.Booked, ledger.Asked, $"seed {seed}: the firmware was asked twice");
        }
    }

    [TestMethod]
    public void ARebootInTheMiddleRepeatsTheRequestAndNotItsEffect()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Converse(new LedgerFirmware.Ledger(), s_all, seed, 60);
        }
    }

    [TestMethod]
    public void AfterACutBetweenEffectAndReplyTheRepeatIsAnswered()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        bool isCut = false;
        ledger.OnBooked = _ =>
        {
            if (!isCut)
            {
                isCut = true;
                device.Storage.CutPower();
            }
        };
        using SignerClient client = new(new InProcessTransport(device), Impatient(ledger));

        client.Ask(new NewChannel { Peer = new byte[33], Dbid = 7 });

        CollectionAssert.AreEqual(new ulong[] { 7, 7 }, ledger.Asked);
        CollectionAssert.AreEqual(new ulong[] { 7 }, ledger.Booked);
        Assert.AreEqual(2, device.Boots);
    }

    private static void Converse(LedgerFirmware.Ledger ledger, LineFault[] faults, int seed, int requests)
    {
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        Random random = new(seed);
        FaultyTransport cable = new(device, random, faults, 0.3);
        using SignerClient client = new(cable, Impatient(ledger));
        for (int i = 0; i < requests; i++)
        {
            if (i % 3 == 2)
            {
                byte[] message = new byte[random.Next(3000)];
                random.NextBytes(message);
                CollectionAssert.AreEqual(LedgerFirmware.Sign(message), client.Ask(new SignMessage { Message = message }).Signature, $"seed {seed}");
            }
            else
            {
                client.Ask(new NewChannel { Peer = new byte[33], Dbid = (ulong)i });
            }
        }

        Assert.IsTrue(cable.FaultsDone > 10, $"seed {seed}: the cable did {cable.FaultsDone} faults");
        ulong[] expected = [.. Enumerable.Range(0, requests).Where(i => i % 3 != 2).Select(i => (ulong)i)];
        CollectionAssert.AreEqual(expected, ledger.Booked, $"seed {seed}: nothing lost, nothing doubled, nothing out of order");
    }

    private static SignerClientSettings Impatient(LedgerFirmware.Ledger ledger) => new()
    {
        HostHalf = ledger.HostHalf,
        ReplyTimeoutMs = 600,
        SilenceMsMax = 20_000,
        ReopenDelay = TimeSpan.FromMilliseconds(1),
        ReopenDelayMax = TimeSpan.FromMilliseconds(2),
        Time = StandingClock.Instance,
    };
}
