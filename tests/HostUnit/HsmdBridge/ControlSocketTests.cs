using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.HostUnit.ChainFeed;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HostUnit.Tool;
using Holdfast.HsmdBridge;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.ReferenceTower;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>The real executable's socket for the plugin.</summary>
[TestClass]
public class ControlSocketTests
{
    private static readonly Transcript s_transcript = Recordings.Named("08-splice-A");

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void TheSocketIsTheNodesOwnAndOutlivesHostileCallers()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File(ControlSocket.FileName), "left behind by an earlier process");
        using ScriptedLightningd hsmd = Start(folder);
        string path = folder.File(ControlSocket.FileName);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.AreEqual("{}", Ask(path, """{"method":"hello"}"""));
        foreach (string wrong in new[] { "", "[]", "{", "7", """{"method":[]}""", """{"method":"complete-splice"}""", """{"method":"complete-splice","psbt":"?"}""", "\ud800" })
        {
            StringAssert.Contains(Ask(path, wrong), "\"error\"", wrong);
        }

        Assert.AreEqual("", Ask(path, new string('x', (1 << 20) + 1)), "longer than any request");
        Assert.AreEqual("{}", Ask(path, """{"method":"hello"}"""));
        Assert.AreEqual(0, hsmd.Shutdown());
        Assert.IsFalse(File.Exists(path));
    }

    /// <summary>Whatever goes wrong behind the socket, whoever asked reads a sentence.</summary>
    [TestMethod]
    public void WhatGoesWrongBehindTheSocketIsASentence()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        byte[] question = Encoding.UTF8.GetBytes(new JsonObject { ["method"] = "chain", ["message"] = Convert.ToHexString(new ReadChain().Encode()) }.ToJsonString());
        foreach (Exception wrong in new Exception[]
        {
            new IntentStoreException(IntentStoreFault.DiskFull, "the disk is full"), new DeviceReplyException("cannot be read", new IOException()), new RequestBreaksDeviceException(5), new NotSupportedException("?"),
        })
        {
            Action<ExchangeFigures> breaks = _ => throw wrong;
            signer.Client.Exchanged += breaks;
            Assert.AreEqual(wrong.Message, JsonNode.Parse(ControlSocket.Answer(new NodeSession(signer.Client), question))!["error"]?.ToString());
            signer.Client.Exchanged -= breaks;
        }
    }

    [TestMethod]
    public void ASpliceOfOurOwnIsCompletedThroughTheSocket()
    {
        using SimulatedNode node = new(s_transcript.SecretFile);
        using ProcessReplay replay = new(node);
        replay.Run(s_transcript with { Entries = [.. s_transcript.Entries.TakeWhile(entry => entry.N < SpliceSignaturesTests.LateRequest)] });
        (byte[] withheld, byte[] complete) = SpliceSignaturesTests.WithheldAndComplete();
        JsonObject question = new() { ["method"] = "complete-splice", ["psbt"] = Convert.ToBase64String(withheld) };
        JsonNode answer = JsonNode.Parse(Ask(Path.Combine(node.Folder, ControlSocket.FileName), question.ToJsonString()))!;
        Assert.AreEqual(Convert.ToBase64String(complete), answer["psbt"]?.ToString(), answer.ToJsonString());
    }

    [TestMethod]
    public void TheToolAsksTheRunningHsmdAboutTheChain()
    {
        using TemporaryFolder folder = new();
        using ScriptedLightningd hsmd = Start(folder);
        ScriptedBlocks blocks = new();
        blocks.Mine(120);
        File.WriteAllBytes(folder.File("headers"), blocks.Headers(1, 120));
        CommandRun Run(params string[] arguments) => CommandLine.Run(["chain", .. arguments, "--node", folder.FullName]);
        Assert.AreEqual(0, Run("feed", folder.File("headers"), "--in-force").ExitCode);
        CommandRun shown = Run("show", "--json");
        Assert.AreEqual(0, shown.ExitCode, shown.Error);
        Assert.AreEqual(120, JsonNode.Parse(shown.Output)!["height"]!.GetValue<int>());
        Assert.IsTrue(JsonNode.Parse(shown.Output)!["isInForce"]!.GetValue<bool>());
        Assert.AreEqual(0, Run("forget").ExitCode);
        Assert.AreEqual(0, hsmd.Shutdown());
        CommandRun gone = Run("show");
        Assert.AreEqual(1, gone.ExitCode);
        StringAssert.Contains(gone.Error, "no holdfast-hsmd runs in");
    }

    [TestMethod]
    public void TheToolAsksTheRunningHsmdAboutTheLimits()
    {
        using TemporaryFolder folder = new();
        using ScriptedLightningd hsmd = Start(folder);
        CommandRun Run(params string[] arguments) => CommandLine.Run(["policy", .. arguments, "--node", folder.FullName]);
        CommandRun set = Run("set", "FundingSatMax=2,000,000,000", "delayblocksmin=10", "--json");
        Assert.AreEqual(0, set.ExitCode, set.Error);
        StringAssert.Contains(set.Error, "FundingSatMax 2000000000 instead of 1000000000");
        JsonNode found = JsonNode.Parse(Run("diff", "--json").Output)!;
        Assert.AreEqual("""{"FundingSatMax":2000000000,"DelayBlocksMin":10}""", new JsonObject(found.AsObject().Select(one => KeyValuePair.Create(one.Key, one.Value!["value"]?.DeepClone()))).ToJsonString());
        CommandRun tooMuch = Run("set", "FundingSatMax=100000000001");
        Assert.AreEqual(1, tooMuch.ExitCode);
        StringAssert.Contains(tooMuch.Error, "at most 100000000000");
        Assert.AreEqual(2, Run("set", "FundingMax=1").ExitCode);
        Assert.AreEqual(2, Run("set", "FundingSatMax=-1").ExitCode);
        StringAssert.Contains(Run("show").Output, "PenaltyFeeratePerKwMax");

        // What is not the owner's to ask does not pass.
        StringAssert.Contains(Ask(folder.File(ControlSocket.FileName), """{"method":"owner","message":"10"}"""), "no request of the owner");
        StringAssert.Contains(Ask(folder.File(ControlSocket.FileName), """{"method":"owner","message":""}"""), "no request of the owner");
        Assert.AreEqual(0, hsmd.Shutdown());
        Assert.AreEqual(1, Run("show").ExitCode);
    }

    [TestMethod]
    public void PaymentsOfTheNodeAreApprovedOnTheDevice()
    {
        using TemporaryFolder folder = new();
        using ScriptedLightningd hsmd = Start(folder, isApproving: false);
        CommandRun Run(params string[] arguments) => CommandLine.Run([.. arguments, "--node", folder.FullName]);
        byte[] Pay(string invoice, bool isCheck) => [0, 51, .. Text(invoice), isCheck ? (byte)1 : (byte)0];
        byte[] send = [0, 39, .. Convert.FromHexString("03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad"), .. new byte[32], .. new byte[6], 1, 0];

        // Payments are followed, and that nobody follows them needs the button.
        Assert.AreEqual(1, Run("policy", "set", "PaymentsAreChecked=0").ExitCode);
        Assert.AreEqual(0, hsmd.Ask(Pay("nonsense", isCheck: false))![^1]);

        // Nobody presses: lightningd gets its polite no. What is no invoice of this network is none either.
        Assert.AreEqual(0, hsmd.Ask(send)![^1]);
        Assert.AreEqual(0, hsmd.Ask(Pay("lnbc1nonsense", isCheck: true))![^1]);
        Assert.AreEqual(0, hsmd.Ask(Pay("lni1qqq", isCheck: false))![^1]);
        byte[] offered = Recordings.WithNumber(51).Select(entry => entry.Request).First(request => request.AsSpan().IndexOf("lni1"u8) > 0);
        Assert.AreEqual(1, hsmd.Ask([.. offered[..^1], 1])![^1], "a check of a whole BOLT 12 invoice");
        Assert.AreEqual(0, hsmd.Ask([.. offered[..^1], 0])![^1]);
        Assert.AreEqual(1, hsmd.Ask([0, 52, .. send[2..], 1])![^1], "a check asks nobody");
        Assert.AreEqual("""{"hourMsat":0,"dayMsat":0,"approvals":[]}""", Run("approvals", "list", "--json").Output.Trim());
        Assert.AreEqual(1, Run("allow", "add", "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad").ExitCode);
        Assert.AreEqual("""{"payees":[]}""", Run("allow", "list", "--json").Output.Trim());
        Assert.AreEqual(2, Run("approvals", "forget", "00").ExitCode);
        Assert.AreEqual(0, Run("approvals", "forget", new string('0', 64)).ExitCode);
        Assert.AreEqual(1, Run("approvals", "add", "nonsense").ExitCode);
        Assert.AreEqual(1, Run("approvals", "add", "nonsense", "--json").ExitCode);
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void WhatTheOwnerApprovedIsListedAndForgotten()
    {
        using TemporaryFolder folder = new();
        using ScriptedLightningd hsmd = Start(folder);
        CommandRun Run(params string[] arguments) => CommandLine.Run([.. arguments, "--node", folder.FullName]);
        byte[] key = Convert.FromHexString("03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad");
        byte[] send = [0, 52, .. key, .. Enumerable.Repeat((byte)7, 32), 0, 0, 0, 0, 0, 0, 0x27, 0x10, 0];
        Assert.AreEqual(1, hsmd.Ask(send)![^1]);
        Assert.AreEqual(1, hsmd.Ask(send)![^1]);
        JsonNode listed = JsonNode.Parse(Run("approvals", "list", "--json").Output)!;
        Assert.AreEqual(232_000, listed["approvals"]!.AsArray().Single()!["approvedMsat"]!.GetValue<int>());
        string hash = listed["approvals"]![0]!["hashStart"]!.ToString();
        Assert.AreEqual(string.Concat(Enumerable.Repeat("07", 20)), hash);
        StringAssert.Contains(Run("approvals", "list").Output, hash);
        Assert.AreEqual("{}", Run("approvals", "forget", hash, "--json").Output.Trim());
        Assert.AreEqual(0, JsonNode.Parse(Run("approvals", "list", "--json").Output)!["approvals"]!.AsArray().Count);
        Assert.AreEqual("There is no approval of this hash any more.", Run("approvals", "forget", hash).Output.Trim());
        string offered = Encoding.ASCII.GetString(Recordings.WithNumber(51).Select(entry => entry.Request).First(request => request.AsSpan().IndexOf("lni1"u8) > 0)[2..^2]);
        Assert.AreEqual("""{"approvedMsat":5500000}""", Run("approvals", "add", offered, "--json").Output.Trim());
        string payee = Convert.ToHexStringLower(key);
        Assert.AreEqual($$"""{"payees":["{{payee}}"]}""", Run("allow", "add", payee, "--json").Output.Trim());
        StringAssert.Contains(Run("allow", "remove", payee).Output, "Nobody");
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];

    /// <summary>The owner's commands about towers, with a real process and a tower on a port of this machine.</summary>
    [TestMethod]
    public async Task TowersAreAddedTrustedAndDemandedThroughTheSocket()
    {
        Tower tower = new([.. Enumerable.Repeat((byte)0x31, 32)]);
        await using TowerListener listener = new(tower);
        using TemporaryFolder folder = new();
        using ScriptedLightningd hsmd = Start(folder);
        string key = Convert.ToHexStringLower(tower.PublicKey);
        StringAssert.Contains(Command("add", "nobody")["error"]!.ToString(), "expected PUBLICKEY@HOST");
        StringAssert.Contains(Command("dance", "")["error"]!.ToString(), "no such command");
        Assert.AreEqual(0, Command("list", "")["result"]!["towers"]!.AsArray().Count);

        Assert.IsTrue(Command("add", key + "@127.0.0.1:" + listener.Port)["result"]!["new"]!.GetValue<bool>());
        while (Command("sessions", "")["result"]!["sessions"]!.AsArray().Count == 0)
        {
            await Task.Delay(20);
        }

        Assert.AreEqual(1, tower.Book.Sessions.Count);
        StringAssert.Contains(Command("exposure", "2", "states")["error"]!.ToString(), "relies on no active tower");
        Assert.AreEqual(key, Command("trust", key)["result"]!["trusted"]![0]!.ToString());
        Assert.AreEqual(2, Command("exposure", "2", "states")["result"]!["exposure_max"]!.GetValue<int>());
        JsonNode list = Command("list", "")["result"]!;
        Assert.AreEqual(2, list["device"]!["exposure_max"]!.GetValue<int>());
        Assert.IsTrue(list["towers"]![0]!["trusted"]!.GetValue<bool>());
        Assert.AreEqual(0, list["waiting"]!.AsArray().Count);
        Assert.AreEqual(0, Command("exposure", "off", "states")["result"]!["exposure_max"]!.GetValue<int>());
        Assert.AreEqual(0, hsmd.Shutdown());

        JsonNode Command(string command, string value, string name = "tower")
        {
            JsonObject request = new() { ["method"] = "tower", ["command"] = command, ["arguments"] = new JsonObject { [name] = value } };
            return JsonNode.Parse(Ask(folder.File(ControlSocket.FileName), request.ToJsonString()))!;
        }
    }

    private static ScriptedLightningd Start(TemporaryFolder folder, bool isApproving = true)
    {
        File.WriteAllBytes(folder.File("hsm_secret"), s_transcript.SecretFile);
        ScriptedLightningd hsmd = ScriptedLightningd.StartRegtest(folder.FullName, ("SIMULATED_SECRET", "hsm_secret"), ("SIMULATED_APPROVAL", isApproving ? "true" : "false"));
        hsmd.Ask(s_transcript.Entries.First(entry => entry.Request is [0, 11, ..]).Request);
        return hsmd;
    }

    private static string Ask(string path, string line)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        try
        {
            socket.Send(Encoding.UTF8.GetBytes(line + "\n"));
            using NetworkStream stream = new(socket);
            return new StreamReader(stream).ReadToEnd().TrimEnd();
        }
        catch (Exception closed) when (closed is SocketException or IOException)
        {
            return "";
        }
    }
}
