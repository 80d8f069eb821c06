using Holdfast.DeviceLink;
using Holdfast.HostUnit.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;
using Holdfast.Tool.Commands;

namespace Holdfast.HostUnit.Tool;

/// <summary>What `holdfast init` gives to whoever calls itself a blank signer, and what it does not give twice.</summary>
[TestClass]
public class InitCommandTests
{
    /// <summary>
    /// The half in a file from an earlier try may be known to whoever answered then. It was taken for the next device without a word, and whoever had it
    /// needed only that device's flash.
    /// </summary>
    [TestMethod]
    public void AHalfThatNoSignerConfirmedIsNotGivenToAnother()
    {
        using TemporaryFolder folder = new();
        string half = folder.File("host-half");
        SimulatedDevice first = NewDevice(1);
        ManInTheMiddle silent = new(first);
        silent.ToHost = message => silent.Requests[^1].Id == MessageId.Provision ? [] : [message];
        using (SignerClient client = NewClient(silent))
        {
            Assert.ThrowsExactly<LinkLostException>(() => Init(client, half, out _));
        }

        Assert.IsFalse(File.Exists(half));
        string unconfirmed = HostHalfFile.UnconfirmedPath(half);
        byte[] given = HostHalfFile.Read(unconfirmed);

        ManInTheMiddle other = new(NewDevice(2));
        using (SignerClient client = NewClient(other))
        {
            Assert.AreEqual(2, Init(client, half, out _));
        }

        Assert.IsFalse(other.Requests.Exists(message => message.Id == MessageId.Provision));
        CollectionAssert.AreEqual(given, HostHalfFile.Read(unconfirmed));

        // The first one had taken it after all: then the half is found to be its own.
        using (SignerClient client = NewClient(new ManInTheMiddle(first)))
        {
            Assert.AreEqual(0, Init(client, half, out string output));
            StringAssert.Contains(output, "node id");
        }

        CollectionAssert.AreEqual(given, HostHalfFile.Read(half));
        Assert.IsFalse(File.Exists(unconfirmed));
    }

    [TestMethod]
    public void ASignersHalfIsNotGivenToAnother()
    {
        using TemporaryFolder folder = new();
        string half = folder.File("host-half");
        using (SignerClient client = NewClient(new ManInTheMiddle(NewDevice(1))))
        {
            Assert.AreEqual(0, Init(client, half, out _));
        }

        ManInTheMiddle other = new(NewDevice(2));
        using (SignerClient client = NewClient(other))
        {
            Assert.AreEqual(2, Init(client, half, out _));
        }

        Assert.IsFalse(other.Requests.Exists(message => message.Id == MessageId.Provision));
    }

    /// <summary>With the device's bytes alone, who answers in its place would choose the words.</summary>
    [TestMethod]
    public void TheWordsDoNotFollowFromWhatTheDeviceDraws()
    {
        byte[] chosen = Reply.Ok([.. Enumerable.Repeat((byte)8, 32)], new byte[ProtocolLimits.ReceiptBytes]);
        HashSet<string> words = [];
        for (int seed = 1; seed <= 2; seed++)
        {
            using TemporaryFolder folder = new();
            ManInTheMiddle middle = new(NewDevice(seed));
            middle.ToHost = message => [middle.Requests[^1].Id == MessageId.DrawEntropy ? message with { Bytes = chosen } : message];
            using SignerClient client = NewClient(middle);
            Assert.AreEqual(0, Init(client, folder.File("host-half"), out string output));
            Assert.IsTrue(middle.Requests.Exists(message => message.Id == MessageId.DrawEntropy), "the device's bytes are asked for as well");
            string[] shown = [.. output.Split('\n').Where(line => line.Length > 6 && char.IsDigit(line[3])).Select(line => line[6..])];
            Assert.AreEqual(24, shown.Length);
            Assert.IsTrue(words.Add(string.Join(' ', shown)), "the same words from the same answer");
        }
    }

    private static int Init(SignerClient client, string half, out string output)
    {
        using StringWriter writer = new();
        int code = InitCommand.Run(client, half, screen => InitCommand.Drawn(client, 24, screen), Network.Regtest, writer);
        output = writer.ToString();
        return code;
    }

    private static SimulatedDevice NewDevice(int seed) => new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = (ulong)seed, HasManualClock = true });

    private static SignerClient NewClient(ITransport transport) => new(transport, new SignerClientSettings
    {
        ReplyTimeoutMs = 20,
        SilenceMsMax = 40,
        ReopensMax = 0,
        Time = StandingClock.Instance,
    });
}
