using System.Text;
using System.Text.Json.Nodes;
using Holdfast.HostUnit.SecondOpinion;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Address = Holdfast.Lightning.Address;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>A PSBT of a person is signed as a withdrawal of the node is: the same request, the same rules, the same button.</summary>
[TestClass]
public sealed class SignPsbtTests : IDisposable
{
    private const string Stranger = "bcrt1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnard0ew";
    private static readonly byte[] s_strangers = [0, 20, .. Enumerable.Range(0, 20).Select(i => (byte)i)];

    private readonly TestSigner _signer = new(Recordings.Named("01-basic-A").SecretFile);
    private readonly OwnOpinion _second = new();
    private readonly SignatureCheck _check = new();
    private readonly NodeFacts _node;
    private int _asked;

    public SignPsbtTests()
    {
        _node = new NodeFacts(SignerDoor.Decode(_signer.Client.Exchange(new Holdfast.Protocol.NodeKeys().Encode()).Body, Holdfast.Protocol.NodeKeysReply.Decode), _check);
        IsApproved = true;
    }

    private bool IsApproved
    {
        set => _signer.Device.Button.Presses = _ =>
        {
            _asked++;
            return value;
        };
    }

    private NodeSession Session => new(_signer.Client, settings: new BridgeSettings { SecondOpinion = _second });

    public void Dispose() => _signer.Dispose();

    [DataTestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheWalletsInputsAreSignedAfterTheButton(bool isVersion2)
    {
        TestPsbt made = new TestPsbt().Spends(100_000, Wpkh(3)).Spends(50_000, Tr(4)).Pays(70_000, s_strangers).Pays(79_000, Tr(5));
        byte[] psbt = isVersion2 ? made.Version2() : made.Version0();
        PsbtAnswer read = Session.ReadPsbt(psbt);
        Assert.AreEqual("", read.Trouble);
        Assert.IsNull(read.Psbt);
        Assert.AreEqual(0, _asked);
        Psbt before = Psbt.Parse(psbt);
        string[] expected =
        [
            "transaction " + IdOf(before.Transaction.Txid),
            $"spends {IdOf(before.Transaction.Inputs[0].Txid)}:0: 100000 sat of the wallet (key 3), {AddressOf(Wpkh(3))}, described({Convert.ToHexStringLower(_node.WalletPoint(3))})",
            $"spends {IdOf(before.Transaction.Inputs[1].Txid)}:0: 50000 sat of the wallet (key 4), {AddressOf(Tr(4))}, described({Convert.ToHexStringLower(_node.WalletPoint(4))})",
            $"pays 70000 sat to {Stranger}, described()",
            $"pays 79000 sat to the wallet (key 5), {AddressOf(Tr(5))}, described({Convert.ToHexStringLower(_node.WalletPoint(5))})",
            "fee: 1000 sat",
        ];
        CollectionAssert.AreEqual(expected, read.Text, string.Join('\n', read.Text));

        PsbtAnswer answer = Session.SignPsbt(psbt);
        Assert.AreEqual("", answer.Trouble);
        Assert.AreEqual(1, _asked, "one press for one transaction");
        Assert.AreEqual(2, _second.Judged);
        Psbt signed = Psbt.Parse(answer.Psbt!);
        CollectionAssert.AreEqual(before.Transaction.Serialize(), signed.Transaction.Serialize());
        byte[] ecdsa = signed.Inputs[0].Find(PsbtField.InputPartialSignature, _node.WalletPoint(3))!;
        Assert.AreEqual(SignatureHash.All, ecdsa[^1]);
        TransactionOutput[] spent = [new(100_000, Wpkh(3)), new(50_000, Tr(4))];
        _check.RequireSchnorr(
            SignatureHash.Bip341(signed.Transaction, 1, spent), signed.Inputs[1].Find(PsbtField.InputTaprootSignature)!, _check.TaprootOutputKey(_node.WalletPoint(4)), "the second input");
        if (isVersion2)
        {
            BitcoinReader flags = new(answer.Psbt.AsSpan(answer.Psbt.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, PsbtField.GlobalModifiable, 1])));
            Assert.AreEqual((byte)4, flags.Bytes(4)[3], "nothing can be added any more");
        }
    }

    [TestMethod]
    public void WithoutTheButtonNothingGoesToAStranger()
    {
        IsApproved = false;
        PsbtAnswer answer = Session.SignPsbt(new TestPsbt().Spends(100_000, Tr(3)).Pays(99_000, s_strangers).Version0());
        Assert.IsNull(answer.Psbt);
        StringAssert.Contains(answer.Trouble, "policy-onchain-no-unknown-outputs");
        Assert.AreEqual(1, _asked);
    }

    [TestMethod]
    public void ToItselfTheWalletPaysWithoutTheButton()
    {
        IsApproved = false;
        Assert.AreEqual("", Session.SignPsbt(new TestPsbt().Spends(100_000, Wpkh(3)).Pays(99_000, Tr(4), Derivation(PsbtField.OutputTaprootDerivation, 4)).Version0()).Trouble);
        Assert.AreEqual(0, _asked);
    }

    /// <summary>The rules of a withdrawal: without the transaction before it, the amount of a segwit input is only said.</summary>
    [TestMethod]
    public void WithoutThePreviousTransactionTheOwnerIsAskedAboutAllOfIt()
    {
        IsApproved = false;
        TestPsbt said = new TestPsbt().Spends(100_000, Wpkh(3), withPrevious: false).Spends(100_000, Wpkh(2), withPrevious: false).Pays(199_000, Tr(4));
        PsbtAnswer answer = Session.SignPsbt(said.Version0());
        Assert.IsNull(answer.Psbt);
        Assert.AreEqual(1, _asked);
    }

    [TestMethod]
    public void AnAmountThatIsNotThePreviousTransactionsIsNotSigned()
    {
        PsbtAnswer answer = Session.SignPsbt(new TestPsbt().Spends(100_000, Wpkh(3), saidSat: 50_000).Pays(49_000, Tr(4)).Version0());
        Assert.IsNull(answer.Psbt);
        Assert.AreNotEqual("", answer.Trouble);
    }

    [TestMethod]
    public void AKeyOfAHighNumberIsFoundByItsDerivation()
    {
        TestPsbt hidden = new TestPsbt().Spends(100_000, Tr(700)).Pays(99_000, Tr(4));
        StringAssert.Contains(Session.SignPsbt(hidden.Version0()).Trouble, "no input of this PSBT");
        TestPsbt named = new TestPsbt().Spends(100_000, Tr(700), more: Derivation(PsbtField.InputTaprootDerivation, 700)).Pays(99_000, Tr(4));
        PsbtAnswer answer = Session.SignPsbt(named.Version0());
        Assert.AreEqual("", answer.Trouble);
        byte[] point = _node.WalletPoint(700);
        CollectionAssert.AreEqual(Path(700), Psbt.Parse(answer.Psbt!).Inputs[0].Find(PsbtField.InputTaprootDerivation, point[1..]), "the other wallet's note is kept");
    }

    [DataTestMethod]
    [DataRow(3)]
    [DataRow(0x81)]
    [DataRow(0)]
    public void AnotherSighashTypeIsNotSigned(int type)
    {
        byte[] wanted = [(byte)type, 0, 0, 0];
        PsbtAnswer answer = Session.SignPsbt(new TestPsbt().Spends(100_000, Wpkh(3), more: ([PsbtField.InputSighashType], wanted)).Pays(99_000, Tr(4)).Version0());
        Assert.IsNull(answer.Psbt);
        StringAssert.Contains(answer.Trouble, "sighash type");
    }

    [TestMethod]
    public void WhatIsNotTheWalletsIsSaid()
    {
        PsbtAnswer answer = Session.SignPsbt(new TestPsbt().Spends(100_000, s_strangers).Pays(99_000, Tr(4)).Version0());
        Assert.IsNull(answer.Psbt);
        StringAssert.Contains(answer.Trouble, "no input of this PSBT is known as the wallet's");
        StringAssert.Contains(answer.Text[1], Stranger);
        Assert.AreNotEqual("", Session.SignPsbt([1, 2, 3]).Trouble);
        Assert.AreNotEqual("", Session.SignPsbt(new TestPsbt().Pays(1, Tr(1)).Version0()).Trouble);
    }

    /// <summary>Amounts that together are more than 64 bits are said, and refused by the device.</summary>
    [TestMethod]
    public void AmountsWithoutMeaningAreNotSigned()
    {
        PsbtAnswer answer = Session.SignPsbt(new TestPsbt().Spends(ulong.MaxValue, Wpkh(3)).Spends(ulong.MaxValue, Wpkh(4)).Pays(ulong.MaxValue, Tr(4)).Version0());
        Assert.IsNull(answer.Psbt);
        Assert.AreEqual($"fee: {ulong.MaxValue} sat", answer.Text[^1]);
    }

    /// <summary>Whatever is wrong with one signature: none leaves, not even the good one before it.</summary>
    [TestMethod]
    public void OneWrongSignatureKeepsAllOfThemHere()
    {
        byte[] psbt = new TestPsbt().Spends(100_000, Wpkh(3)).Spends(50_000, Tr(4)).Pays(149_000, Tr(5)).Version0();
        _second.Says = (question, opinion) => question.InputIndex == 0 ? opinion : opinion with { IsSigned = false };
        PsbtAnswer answer = Session.SignPsbt(psbt);
        Assert.IsNull(answer.Psbt);
        StringAssert.Contains(answer.Trouble, "rejects the device's signature");
        Assert.AreEqual(2, _second.Judged);

        Psbt parsed = Psbt.Parse(psbt);
        WalletPsbt wallet = new(_node, parsed, null);
        NodeSession session = Session;
        Assert.ThrowsException<Holdfast.SecondOpinion.OpinionDiffersException>(() => new WalletSpend(parsed, wallet.Own, Holdfast.Protocol.WalletPurpose.Withdrawal, null)
            .Sign(new RequestScope(session, HsmdClient.Lightningd, new SignerDoor(_signer.Client, null, new PaymentTables(null), Holdfast.DeviceLink.Asker.Patient))));
        CollectionAssert.AreEqual(psbt, parsed.Serialize(), "what the polite refusal gives back");
    }

    [TestMethod]
    public void AnAddressThatTheOtherLibraryWritesDifferentlyStopsIt()
    {
        _second.Calls = opinion => opinion with { Address = opinion.Address[..^1] + "q" };
        PsbtAnswer answer = Session.ReadPsbt(new TestPsbt().Spends(100_000, Wpkh(3)).Pays(99_000, s_strangers).Version0());
        StringAssert.Contains(answer.Trouble, "the address is");
        _second.Calls = opinion => opinion with { Trouble = "no idea" };
        StringAssert.Contains(Session.ReadPsbt(new TestPsbt().Spends(100_000, Wpkh(3)).Pays(99_000, s_strangers).Version0()).Trouble, "cannot name the script");
    }

    /// <summary>As `holdfast sign-psbt` asks the holdfast-hsmd of a running node.</summary>
    [TestMethod]
    public void TheRunningBridgeSignsToo()
    {
        string psbt = Convert.ToBase64String(new TestPsbt().Spends(100_000, Wpkh(3)).Pays(99_000, s_strangers).Version0());
        JsonObject read = Ask(Session, new JsonObject { ["method"] = "read-psbt", ["psbt"] = psbt });
        Assert.AreEqual(4, ((JsonArray)read["text"]!).Count);
        Assert.IsNull(read["psbt"]);
        JsonObject signed = Ask(Session, new JsonObject { ["method"] = "sign-psbt", ["psbt"] = psbt, ["second-opinion"] = true });
        Assert.IsTrue(Psbt.Parse(Convert.FromBase64String(signed["psbt"]!.ToString())).Inputs[0].All(PsbtField.InputPartialSignature).Any());
        StringAssert.Contains(
            Ask(new NodeSession(_signer.Client), new JsonObject { ["method"] = "sign-psbt", ["psbt"] = psbt, ["second-opinion"] = true })["error"]!.ToString(), "has none");
        Assert.IsNotNull(Ask(new NodeSession(_signer.Client), new JsonObject { ["method"] = "sign-psbt", ["psbt"] = psbt, ["second-opinion"] = false })["psbt"]);
        StringAssert.Contains(Ask(Session, new JsonObject { ["method"] = "sign-psbt", ["psbt"] = "AAAA" })["error"]!.ToString(), "magic");
        StringAssert.Contains(Ask(Session, new JsonObject { ["method"] = "read-psbt" })["error"]!.ToString(), "magic");
    }

    private static JsonObject Ask(NodeSession session, JsonObject question) =>
        (JsonObject)JsonNode.Parse(ControlSocket.Answer(session, Encoding.UTF8.GetBytes(question.ToJsonString())))!;

    private byte[] Wpkh(uint index) => ScriptShape.P2wpkh(_node.WalletPoint(index));

    private byte[] Tr(uint index) => ScriptShape.P2tr(_check.TaprootOutputKey(_node.WalletPoint(index)));

    /// <summary>As a wallet that watches the account writes it: no leaves, fingerprint, path.</summary>
    private (byte[] Key, byte[] Value) Derivation(byte field, uint index) => ([field, .. _node.WalletPoint(index)[1..]], Path(index));

    private static byte[] Path(uint index) => [0, 0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 0, (byte)index, (byte)(index >> 8), 0, 0];

    private static string AddressOf(byte[] script) => Address.Of(script, "bcrt");

    private static string IdOf(byte[] txid) => Convert.ToHexStringLower([.. txid.Reverse()]);
}
