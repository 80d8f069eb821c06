using Holdfast.DeviceLink;
using Holdfast.HostUnit.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;
using Holdfast.Tool.Commands;
using Holdfast.Tool.Provisioning;

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
            RecordedPerson person = new();
            Assert.AreEqual(0, Init(client, folder.File("host-half"), out _, person));
            Assert.IsTrue(middle.Requests.Exists(message => message.Id == MessageId.DrawEntropy), "the device's bytes are asked for as well");
            Assert.AreEqual(24, person.Words.Count);
            Assert.IsTrue(words.Add(string.Join(' ', person.Words.Values)), "the same words from the same answer");
        }
    }

    /// <summary>A full disk left 24 words on paper that restore nothing, and an empty file.</summary>
    [TestMethod]
    public void WhereTheHalfCannotBeWrittenNobodySeesAWord()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("file"), "");
        ManInTheMiddle middle = new(NewDevice(1));
        using SignerClient client = NewClient(middle);
        RecordedPerson person = new();
        Assert.ThrowsException<IOException>(() => Init(client, Path.Combine(folder.File("file"), "host-half"), out _, person));
        Assert.AreEqual(0, person.Screens.Count);
        Assert.IsFalse(middle.Requests.Exists(message => message.Id is MessageId.DrawEntropy or MessageId.Provision));
    }

    /// <summary>Nobody got the half of a run that ended before: the next one may have its name.</summary>
    [TestMethod]
    public void ARunThatWasInterruptedAtTheWordsIsNotInTheWay()
    {
        using TemporaryFolder folder = new();
        string half = Path.Combine(folder.File("new"), "host-half");
        using SignerClient client = NewClient(new ManInTheMiddle(NewDevice(1)));
        Assert.ThrowsExactly<OperationCanceledException>(() => InitCommand.Run(client, half, () => throw new OperationCanceledException(), Network.Regtest, TextWriter.Null));
        Assert.IsFalse(File.Exists(HostHalfFile.UnconfirmedPath(half)));
        Assert.AreEqual(0, Init(client, half, out _));
        CollectionAssert.AreEqual(new[] { half }, Directory.GetFiles(folder.File("new")));
    }

    [TestMethod]
    [DataRow(12)]
    [DataRow(24)]
    public void TheWordsAreOnOneScreenThenAskedForThenGone(int count)
    {
        using TemporaryFolder folder = new();
        using SignerClient client = NewClient(new ManInTheMiddle(NewDevice(1)));
        RecordedPerson person = new() { Mistakes = 1 };
        Assert.AreEqual(0, Init(client, folder.File("host-half"), out string output, person, count));
        Assert.AreEqual(count, person.Words.Count);
        Assert.AreEqual(3 + 1, person.SecretQuestions, "three words, one of them twice");
        foreach (List<string> screen in person.Screens)
        {
            Assert.IsTrue(screen.Count <= 24 && screen.TrueForAll(line => line.Length <= 80), string.Join('\n', screen));
        }

        // With their numbers, because any word of the list may be part of a sentence.
        Assert.AreEqual(1, person.Screens.Count(screen => screen.Exists(line => line.Contains(" 1  " + person.Words[1], StringComparison.Ordinal))), "one screen shows them");
        Assert.IsTrue(person.Screens.Count > 1 && person.Screens[0].Exists(line => line.Contains($" {count}  {person.Words[count]}", StringComparison.Ordinal)), "the first");
        Assert.IsFalse(output.Contains(string.Join(' ', person.Words.Values.Take(4)), StringComparison.Ordinal));
    }

    [TestMethod]
    public void WhoHasForgottenMaySeeTheWordsAgain()
    {
        using TemporaryFolder folder = new();
        using SignerClient client = NewClient(new ManInTheMiddle(NewDevice(1)));
        RecordedPerson person = new() { SeesAgain = 1 };
        Assert.AreEqual(0, Init(client, folder.File("host-half"), out _, person));
        Assert.AreEqual(2, person.Screens.Count(screen => screen.Exists(line => line.Contains("Write these words", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void ARehearsalTellsTheRightWordsFromOthers()
    {
        using TemporaryFolder folder = new();
        SimulatedDevice device = NewDevice(1);
        RecordedPerson person = new();
        using SignerClient client = NewClient(new ManInTheMiddle(device));
        Assert.AreEqual(0, Init(client, folder.File("host-half"), out _, person));
        Mnemonic words = Mnemonic.Parse(string.Join(' ', person.Words.Values));
        using StringWriter output = new();
        Assert.AreEqual(0, InitCommand.Check(client, words.Seed(), output));
        Assert.AreEqual(1, InitCommand.Check(client, words.Seed("another"), output));
        Assert.IsFalse(output.ToString().Contains(string.Join(' ', person.Words.Values.Take(4)), StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("", "", false, "bitcoin")]
    [DataRow("restore", "regtest", true, "regtest")]
    [DataRow("NEW", "signet", false, "signet")]
    public void WhoTypesOnlyInitIsAsked(string mode, string chain, bool isRestored, string expected)
    {
        RecordedPerson person = new() { Answers = new Queue<string>(["what?", mode, "dogecoin", chain]) };
        Assert.AreEqual((isRestored, expected), InitCommand.Guided(person, "bitcoin", isChainSaid: false, isNew: false));
        Assert.AreEqual((false, "testnet"), InitCommand.Guided(person, "testnet", isChainSaid: true, isNew: true));
    }

    [TestMethod]
    public void AtATerminalNoWordAppears()
    {
        const string Typed = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
        RecordedPerson person = new() { Secrets = new Queue<string>([Typed, "TREZOR", "TREZOR"]) };
        StringAssert.StartsWith(Convert.ToHexStringLower(TypedWords.Seed(person, hasPassphrase: true)), "c55257c360c07c72");
        person = new() { Secrets = new Queue<string>([Typed, "one", "two"]) };
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => TypedWords.Seed(person, hasPassphrase: true)).Message, "two ways");
        Assert.AreEqual(0, person.Questions);
    }

    private static int Init(SignerClient client, string half, out string output, RecordedPerson? person = null, int words = 24)
    {
        using StringWriter writer = new();
        int code = InitCommand.Run(client, half, () => InitCommand.Drawn(client, words, person ?? new RecordedPerson(), null), Network.Regtest, writer);
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
