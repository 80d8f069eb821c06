using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Wallet transactions: what may be signed without the owner, what only with the button, and what never.</summary>
[TestClass]
public class WalletTests
{
    [TestMethod]
    public void AFundingTransactionIsSignedOnceItsCommitmentIsHeld()
    {
        TestPair pair = new TestPair();
        SignWalletInputs funding = TestFunding.Funding(pair);
        SetupChannel setup = TestFunding.SetupFor(pair, true, funding);
        pair.Ours.Body(setup.Encode());
        pair.Ours.Refuses("policy-onchain-initial-commitment-countersigned", funding.Encode());

        TestPair held = TestFunding.FundedPair(out funding);
        SignWalletInputsReply reply = SignWalletInputsReply.Decode(held.Ours.Body(funding.Encode()));
        Assert.AreEqual(1, reply.Signatures.Length);
        Assert.AreEqual(0, (int)reply.Signatures[0].InputIndex);
        Assert.IsTrue(reply.Signatures[0].IsSchnorr);
        Assert.AreEqual(0, held.Ours.Button.Questions);
    }

    [TestMethod]
    public void AFundingOutputOfAnotherValueIsRefused()
    {
        TestPair pair = new TestPair();
        SignWalletInputs funding = TestFunding.Funding(pair);
        SetupChannel setup = TestFunding.SetupFor(pair, true, funding);
        setup.ValueSat++;
        pair.Ours.Body(setup.Encode());
        setup = TestFunding.SetupFor(pair, false, funding);
        setup.ValueSat++;
        pair.Theirs.Body(setup.Encode());
        TestContent content = pair.Content(0);
        TestFunding.ExchangeOn(pair, funding, content);
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("policy-onchain-output-match-commitment", funding.Encode());
    }

    [TestMethod]
    public void PayingAStrangerNeedsTheButton()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = TestFunding.Payment(500000);
        device.Refuses("policy-onchain-no-unknown-outputs", payment.Encode());
        Assert.AreEqual(1, device.Button.Questions);
        device.Button.Presses = true;
        device.Body(payment.Encode());

        // The same transaction is not asked for twice, another one is.
        Assert.AreEqual(2, device.Button.Questions);
        device.Body(payment.Encode());
        Assert.AreEqual(2, device.Button.Questions);
        payment.Locktime++;
        device.Body(payment.Encode());
        Assert.AreEqual(3, device.Button.Questions);
    }

    [TestMethod]
    public void TheQuestionNamesTheSumAndTheFirstStrangerAndHowManyMore()
    {
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputFields[] inputs = { TestCoin.Ours(WalletInputKind.P2wpkh, 1, 1500000) };
        WalletOutputFields second = TestCoin.Stranger(200000);
        second.Script = TestDevice.Fill(22, 0);
        second.Script[1] = 20;
        WalletOutputFields[] outputs = { TestCoin.Home(1000000), second };
        string address = Address.Of(second.Script, "bcrt");
        device.Refuses("policy-onchain-no-unknown-outputs", TestCoin.Spend(inputs, outputs).Encode());
        Assert.AreEqual("Pay 500000 sat, fee included, out of the wallet, with 200000 sat to " + address + "?", device.Button.LastQuestion);
        device.Button.Clock.NowMs += 3600000;
        outputs = new WalletOutputFields[] { outputs[0], second, TestCoin.Stranger(150000), TestCoin.Stranger(100000) };
        device.Refuses("policy-onchain-no-unknown-outputs", TestCoin.Spend(inputs, outputs).Encode());
        Assert.AreEqual("Pay 500000 sat, fee included, out of the wallet, with 200000 sat to " + address + " and 2 more?", device.Button.LastQuestion);
    }

    [TestMethod]
    public void MoneyThatStaysOursNeedsNoButton()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = TestFunding.Payment(0);
        device.Body(payment.Encode());
        Assert.AreEqual(0, device.Button.Questions);

        // A wrong index is somebody else's output.
        payment.Outputs[0].KeyIndex++;
        device.Refuses("policy-onchain-no-unknown-outputs", payment.Encode());
    }

    [TestMethod]
    public void TheFeeIsBounded()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = TestFunding.Payment(0);

        // The frame of 386 and one P2TR input of 230 weight: 77,000 sat.
        payment.Outputs[0].Sat = TestFunding.InputSat - 77000;
        device.Body(payment.Encode());
        Assert.AreEqual(0, device.Button.Questions);
        payment.Outputs[0].Sat--;
        device.Refuses("policy-onchain-fee-range", payment.Encode());
        device.Button.Presses = true;
        device.Body(payment.Encode());
    }

    [TestMethod]
    public void FormatAndSizeAreBounded()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = TestFunding.Payment(0);
        payment.Version = 1;
        device.Refuses("policy-onchain-format-standard", payment.Encode());
        payment.Version = 2;
        payment.Inputs[0].KeyIndex = 0x80000000;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, payment.Encode());
    }

    [TestMethod]
    public void EveryKindOfInputSigns()
    {
        TestDevice device = TestDevice.Ready(0x11);
        byte[] peer = NodeKeysReply.Decode(TestDevice.Ready(0x22).Body(new NodeKeys().Encode())).NodeId;
        SignWalletInputs all = TestFunding.Payment(0);
        all.Inputs = new WalletInputFields[6];
        for (int i = 0; i < 6; i++)
        {
            all.Inputs[i] = TestFunding.Input();
            all.Inputs[i].Txid = TestDevice.Fill(32, (byte)(30 + i));
            all.Inputs[i].Kind = (WalletInputKind)(i + 1);
            all.Inputs[i].Peer = peer;
            all.Inputs[i].Dbid = 1;
            all.Inputs[i].DelayBlocks = 1;
        }

        device.Button.Presses = true; // nothing shows what these inputs hold

        all.Outputs[0].Sat = 6 * TestFunding.InputSat - 1000;
        SignWalletInputsReply reply = SignWalletInputsReply.Decode(device.Body(all.Encode()));
        Assert.AreEqual(6, reply.Signatures.Length);
        for (int i = 0; i < 6; i++)
        {
            Assert.AreEqual(i == 1, reply.Signatures[i].IsSchnorr);
        }
    }

    [TestMethod]
    public void ATransactionWithoutInputsOfOursNeedsNothing()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = TestFunding.Payment(500000);
        payment.Inputs[0].Kind = WalletInputKind.Foreign;
        payment.Inputs[0].Script = TestDevice.Fill(22, 4);
        Assert.AreEqual(0, SignWalletInputsReply.Decode(device.Body(payment.Encode())).Signatures.Length);
    }
}
