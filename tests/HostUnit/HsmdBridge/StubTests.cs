using System.Diagnostics;
using System.Text.RegularExpressions;
using Holdfast.HandOver;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>holdfast-channeld as a process: what the program sees that it becomes, and when it changes nothing at all.</summary>
[TestClass]
public sealed class StubTests : IDisposable
{
    private const ulong Channeld = 447;
    private const ulong Openingd = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _peer = [2, .. new byte[31], 1];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void VersionIsThatOfTheNodesOwn()
    {
        (int code, string output, _) = Run(ChanneldProcess.Stub, ["--version"], ("HOLDFAST_CHANNELD", ChanneldProcess.Double));
        Assert.AreEqual(0, code);
        Assert.AreEqual("v26.06.6\n", output);
    }

    [TestMethod]
    public void AWrongPathFailsAtVersion()
    {
        string notExecutable = _folder.File("lightning_channeld");
        File.WriteAllText(notExecutable, "not a program");
        foreach (string path in (string[])["/nowhere/lightning_channeld", "lightning_channeld", ChanneldProcess.Stub, notExecutable, _folder.FullName])
        {
            (int code, string output, string error) = Run(ChanneldProcess.Stub, ["--version"], ("HOLDFAST_CHANNELD", path));
            Assert.AreEqual(1, code, path);
            Assert.AreEqual("", output);
            StringAssert.StartsWith(error, "holdfast-channeld: ");
        }
    }

    /// <summary>As lightningd finds its daemons: beside itself, or where an installation puts them.</summary>
    [TestMethod]
    public void TheNodesOwnIsFoundByTheNodesRules()
    {
        string bin = Directory.CreateDirectory(_folder.File("bin")).FullName;
        string lightningd = Path.Combine(bin, "lightningd");
        File.Copy("/bin/sh", lightningd);
        string installed = Path.Combine(Directory.CreateDirectory(_folder.File("libexec/c-lightning")).FullName, "lightning_channeld");
        string[] asks = ["-c", "\"$STUB\" --version; exit $?"];
        Assert.AreEqual(1, Run(lightningd, asks, ("STUB", ChanneldProcess.Stub)).Code, "there is none");
        Script(installed, "echo installed");
        Assert.AreEqual("installed\n", Run(lightningd, asks, ("STUB", ChanneldProcess.Stub)).Output);
        Script(Path.Combine(bin, "lightning_channeld"), "echo beside");
        Assert.AreEqual("beside\n", Run(lightningd, asks, ("STUB", ChanneldProcess.Stub)).Output);

        File.WriteAllText(_folder.File("holdfast.conf"), "signer=/dev/null\nchanneld=" + installed + "\n");
        Assert.AreEqual("installed\n", Run(lightningd, asks, ("STUB", ChanneldProcess.Stub)).Output, "a setting wins");
    }

    /// <summary>Sockets that another hsmd made, whatever lies in the folder: the same process, the same descriptors, and not one byte on them.</summary>
    [TestMethod]
    public void BehindAnotherHsmdNobodyCanTell()
    {
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.Pair();
        using (ours)
        {
            string direct = Given(new HsmdConnection(theirs), useStub: false, out _);
            StringAssert.Contains(direct, "fd 3 peer");
            foreach (string? mark in (string?[])[null, "holdfast-hsmd 1 1 1", $"holdfast-hsmd {Environment.ProcessId} 1 1", "nonsense"])
            {
                if (mark != null)
                {
                    File.WriteAllText(_folder.File(BridgeMark.FileName), mark);
                }

                (UnixSocket hsm, UnixSocket hsmTheirs) = UnixSocket.Pair();
                using (hsm)
                {
                    string stubbed = Given(new HsmdConnection(hsmTheirs), useStub: true, out string error, isTwice: true);
                    Assert.AreEqual(direct, stubbed);
                    Assert.AreEqual(0, hsm.TryRead(new byte[1]), "nothing was said to the hsm");
                    Assert.AreEqual(1, error.Split("does not run holdfast-hsmd").Length - 1, "said once for two channels of one lightningd: " + error);
                }
            }
        }
    }

    [TestMethod]
    public void BehindOursOnlyThePeersSocketIsAnother()
    {
        using SimulatedNode node = new(Recordings.Named("01-basic-A").SecretFile);
        using ScriptedLightningd lightningd = node.StartHsmd();
        string direct = Given(lightningd.NewClient(_peer, 1, Channeld), useStub: false, out _, node.Folder);
        string stubbed = Given(lightningd.NewClient(_peer, 1, Channeld), useStub: true, out string error, node.Folder);
        Assert.AreEqual(direct.Replace("fd 3 peer", "fd 3 another"), stubbed);
        Assert.AreEqual("", error);
        Assert.AreEqual(1, lightningd.Log.Count(line => line.Text.Contains("holdfast-channeld does not run in front", StringComparison.Ordinal)), "of the one that had none");
        Assert.AreEqual(0, lightningd.BadRequests.Count);
    }

    [DataTestMethod]
    [DataRow("v26.09", "true", "not measured with lightningd v26.09")]
    [DataRow("v26.06.6", "false", "write-ahead=false")]
    public void AVersionThatNobodyMeasuredOrASettingStepsAside(string version, string writesAhead, string reason)
    {
        using SimulatedNode node = new(Recordings.Named("01-basic-A").SecretFile);
        using ScriptedLightningd lightningd = node.StartHsmd(("NODE_VERSION", version), ("WRITE_AHEAD", writesAhead));
        string direct = Given(lightningd.NewClient(_peer, 1, Channeld), useStub: false, out _, node.Folder);
        for (ulong channel = 2; channel < 4; channel++)
        {
            Assert.AreEqual(direct, Given(lightningd.NewClient(_peer, channel, Channeld), useStub: true, out string error, node.Folder));
            Assert.AreEqual("", error);
        }

        Assert.IsTrue(lightningd.Logged(reason));
        Assert.AreEqual(1, lightningd.Log.Count(line => line.Text.Contains(reason, StringComparison.Ordinal)), "said once");
    }

    /// <summary>openingd's and dualopend's commitments are signed at once; an offer from them is a message that makes no sense.</summary>
    [TestMethod]
    public void OnlyChanneldIsTakenAndOnlyWithItsFirstMessage()
    {
        using SimulatedNode node = new(Recordings.Named("01-basic-A").SecretFile);
        using ScriptedLightningd lightningd = node.StartHsmd();
        (UnixSocket one, UnixSocket two) = UnixSocket.Pair();
        using (one)
        using (two)
        {
            foreach (ulong permissions in (ulong[])[Openingd, 344, 40, 12, 1, 446])
            {
                using HsmdConnection other = lightningd.NewClient(_peer, 1, permissions);
                other.Socket.Pass(HandOverMessage.Offer, one.Descriptor, two.Descriptor);
                Assert.IsNull(other.Read(), "closed: " + permissions);
            }

            using HsmdConnection bare = lightningd.NewClient(_peer, 1, Channeld);
            bare.Socket.Pass(HandOverMessage.Offer, one.Descriptor);
            Assert.AreEqual(false, HandOverMessage.ReadAnswer(bare.Socket), "one descriptor is not enough");

            using HsmdConnection late = lightningd.NewClient(_peer, 2, Channeld);
            late.Write([0, 18, 0, 0, 0, 0, 0, 0, 0, 0]);
            late.Read();
            late.Socket.Pass(HandOverMessage.Offer, one.Descriptor, two.Descriptor);
            Assert.IsNull(late.Read(), "not the first message");

            using HsmdConnection broken = lightningd.NewClient(_peer, 5, Channeld);
            (UnixSocket connectd, UnixSocket passed) = UnixSocket.Pair();
            using (connectd)
            {
                broken.Socket.Pass([0xff, 0, 0, 0], passed.Descriptor, two.Descriptor);
                passed.Dispose();
                Assert.AreEqual(0, connectd.Read(new byte[1]), "what came with a frame that is none is closed");
            }

            using HsmdConnection newer = lightningd.NewClient(_peer, 3, Channeld);
            newer.Socket.Pass([.. HandOverMessage.Offer[..^1], HandOverMessage.Version + 1], one.Descriptor, two.Descriptor);
            Assert.IsNull(newer.Read(), "a stub of another version asks nobody who does not know it");
        }

        int before = lightningd.Process.OpenDescriptors();
        for (int i = 0; i < 50; i++)
        {
            using HsmdConnection again = lightningd.NewClient(_peer, 4, Channeld);
            again.Write([0, 0]);
            again.Read();
        }

        Assert.IsTrue(lightningd.Process.OpenDescriptors() <= before + 4, "descriptors that came unasked are closed");
    }

    /// <summary>A script in the place of channeld writes down what it was given; sockets have their names instead of their numbers.</summary>
    private string Given(HsmdConnection hsm, bool useStub, out string error, string? folder = null, bool isTwice = false)
    {
        string facts = _folder.File("facts");
        string own = _folder.File("own-channeld");
        string wrapper = _folder.File("wrapper");
        string errors = _folder.File("errors");
        File.Delete(facts);
        File.Delete(errors);
        Script(own, $"""
            exec > "{facts}.open"
            ls /proc/$$/fd
            exec > "{facts}.new"
            while read -r name value; do case $name in SigBlk:|SigIgn:|Umask:|Threads:) echo "$name $value";; esac; done < /proc/$$/status
            while read -r name value; do case $name in flags:) echo "$name $value";; esac; done < /proc/$$/fdinfo/3
            echo "arguments $*"
            pwd
            for n in 0 3 4; do printf 'fd %s ' $n; readlink /proc/$$/fd/$n; done
            ulimit -a
            env | grep -v -E '^(_|PWD|OLDPWD|SHLVL|INNER)=' | sort
            exec > /dev/null
            mv "{facts}.new" "{facts}"
            """);

        // lightningd is the parent: it leaves no other descriptors open, and its limit of them is what channeld has.
        Script(wrapper, $"""
            exec 5<&- 6<&- 7<&- 8<&- 9<&-
            ulimit -S -n 500
            "{(useStub ? ChanneldProcess.Stub : own)}" "$@" || exit $?
            {(isTwice ? "\"" + ChanneldProcess.Stub + "\" \"$@\"" : "")}
            exit $?
            """);
        string[] names = [Link(hsm.Socket.Descriptor), "", ""];
        using ChanneldProcess process = ChanneldProcess.Start(folder ?? _folder.FullName, hsm, wrapper, own, errors, (strings, peer) =>
        {
            names[1] = Link(strings);
            names[2] = Link(peer);
        });
        Assert.AreEqual(0, process.Process.WaitForExit(), File.Exists(errors) ? File.ReadAllText(errors) : "");
        error = File.ReadAllText(errors);
        string text = File.ReadAllText(facts).Replace(names[0], "hsm").Replace(names[1], "strings").Replace(names[2], "peer");
        if (useStub)
        {
            // 10 is the script itself. The program that runs these tests leaves more open than lightningd, so this is looked at alone.
            CollectionAssert.AreEquivalent((string[])["0", "1", "2", "3", "4", "10"], File.ReadAllLines(facts + ".open"));
        }

        // Signals 32 and up belong to the C library.
        text = Regex.Replace(text, "(Sig...:)\\s+[0-9a-f]{8}([0-9a-f]{8})", "$1 $2");
        return Regex.Replace(text, @"fd (\d) socket:\[\d+\]", "fd $1 another");
    }

    private static string Link(int descriptor) => new FileInfo("/proc/self/fd/" + descriptor).LinkTarget!;

    private static void Script(string path, string body)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        TemporaryFolder.SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (int Code, string Output, string Error) Run(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
