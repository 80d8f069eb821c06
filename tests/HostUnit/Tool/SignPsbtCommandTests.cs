using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast sign-psbt` as a person runs it, against `holdfast simulate`.</summary>
[TestClass]
public class SignPsbtCommandTests
{
    /// <summary>The first key of the words "abandon … about" (test vectors of BIP 86), which the wallet of a node with these words uses too.</summary>
    private static readonly byte[] s_own = Convert.FromHexString("5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c");

    private static readonly byte[] s_strangers = [0x51, 32, .. Enumerable.Repeat((byte)7, 32)];

    [TestMethod]
    public void APsbtFileIsSignedInTheFormItHas()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new("--approve");
        string[] line = ["--signer", simulated.Address, "--host-half", folder.File("half")];
        CommandRun restored = CommandLine.Run(SignerCommandTests.Words, ["init", "--restore", "--network", "regtest", .. line]);
        Assert.AreEqual(0, restored.ExitCode, restored.Error);
        byte[] psbt = new TestPsbt().Spends(100_000, s_own).Pays(60_000, s_strangers).Pays(39_500, s_own).Version0();
        File.WriteAllBytes(folder.File("binary"), psbt);
        File.WriteAllText(folder.File("text"), Convert.ToBase64String(psbt) + "\n");

        CommandRun read = CommandLine.Run(["sign-psbt", folder.File("text"), "--dry-run", .. line]);
        Assert.AreEqual(0, read.ExitCode, read.Error);
        StringAssert.Contains(read.Output, "pays 60000 sat to bcrt1p");
        StringAssert.Contains(read.Output, "pays 39500 sat to the wallet (key 0), bcrt1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxq");
        StringAssert.Contains(read.Output, "fee: 500 sat");

        CommandRun signed = CommandLine.Run(["sign-psbt", folder.File("text"), .. line]);
        Assert.AreEqual(0, signed.ExitCode, signed.Error);
        StringAssert.Contains(signed.Error, "fee: 500 sat");
        IsSigned(Convert.FromBase64String(signed.Output));

        CommandRun written = CommandLine.Run(["sign-psbt", folder.File("binary"), "--out", folder.File("signed"), .. line]);
        Assert.AreEqual(0, written.ExitCode, written.Error);
        Assert.AreEqual("", written.Output);
        IsSigned(File.ReadAllBytes(folder.File("signed")));
        Assert.AreEqual(2, CommandLine.Run(["sign-psbt", folder.File("binary"), "--out", folder.File("signed"), .. line]).ExitCode, "nothing is overwritten");

        File.WriteAllText(folder.File("none"), "psbt");
        CommandRun none = CommandLine.Run(["sign-psbt", folder.File("none"), .. line]);
        Assert.AreEqual(2, none.ExitCode);
        StringAssert.Contains(none.Error, "no PSBT");

        CommandRun alone = CommandLine.Run("", ["sign-psbt", folder.File("text"), .. line], ("HOLDFAST_SECOND_OPINION", "nobody"));
        Assert.AreEqual(1, alone.ExitCode);
        Assert.AreEqual("", alone.Output);
        StringAssert.Contains(alone.Error, "holdfast-nobody is not installed");

        CommandRun nowhere = CommandLine.Run(["sign-psbt", folder.File("text"), "--node", folder.FullName]);
        Assert.AreEqual(1, nowhere.ExitCode);
        StringAssert.Contains(nowhere.Error, "no holdfast-hsmd runs in");
    }

    private static void IsSigned(byte[] psbt) => Assert.AreEqual(64, Psbt.Parse(psbt).Inputs[0].Find(PsbtField.InputTaprootSignature)!.Length);
}
