using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>What one press of the button covers, how long, and how often the owner may be bothered. SpliceTests has the splice's part.</summary>
[TestClass]
public class ApprovalTests
{
    private const string Stranger = "policy-onchain-no-unknown-outputs";

    [TestMethod]
    public void APressForOneAmountDoesNotSignTheSameTxidWithAnother()
    {
        // The txid knows no amounts. The thief shows one request for the press and has another one signed.
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = Payment(WalletInputKind.P2wpkh, 1000000);
        device.Button.Presses = true;
        device.Body(payment.Encode());
        device.Button.Presses = false;
        payment.Inputs[0].Sat = 100000000;
        device.Refuses(Stranger, payment.Encode());
        Assert.AreEqual(2, device.Button.Questions);
    }

    [TestMethod]
    public void APressForOneKeyDoesNotSignTheSameTxidWithAnother()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SignWalletInputs payment = Payment(WalletInputKind.P2tr, 1000000);
        device.Button.Presses = true;
        device.Body(payment.Encode());
        device.Button.Presses = false;
        payment.Inputs[0].KeyIndex++;
        device.Refuses(Stranger, payment.Encode());
        payment.Inputs[0].KeyIndex--;
        payment.Inputs[0].Kind = WalletInputKind.P2wpkh;
        device.Refuses(Stranger, payment.Encode());
    }

    [TestMethod]
    public void APressForAnOpeningDoesNotSignAPayment()
    {
        // The new funding of the opening has the txid of a payment to the thief; a third opening, about which nobody needs to be asked, takes the
        // funding away again.
        TestPair pair = TestPair.Opened();
        SignWalletInputs payment = Payment(WalletInputKind.P2tr, 1000000);
        SetupChannel again = pair.Setup(false, 2);
        again.CounterpartyBasepoints.Payment = pair.OurKeys.FundingPoint;
        again.FundingTxid = TxidOf(payment);
        again.Push = 0;
        pair.Theirs.Button.Presses = true;
        pair.Theirs.Body(again.Encode());
        pair.Theirs.Button.Presses = false;
        again.CounterpartyBasepoints.Payment = pair.TheirKeys.FundingPoint;
        again.FundingTxid = TestPair.Txid(3);
        pair.Theirs.Body(again.Encode());
        Assert.AreEqual(1, pair.Theirs.Button.Questions);
        pair.Theirs.Refuses(Stranger, payment.Encode());
        Assert.AreEqual(2, pair.Theirs.Button.Questions);
    }

    [TestMethod]
    public void AnAgreementEndsAfterTwoMinutes()
    {
        TestDevice device = Agreed(out byte[] payment);
        device.Button.Clock.NowMs += 120000;
        device.Body(payment);
        Assert.AreEqual(1, device.Button.Questions);
        device.Button.Clock.NowMs++;
        device.Refuses(Stranger, payment);
        Assert.AreEqual(2, device.Button.Questions);
    }

    [TestMethod]
    public void AnotherQuestionEndsAnAgreementWhateverItsAnswer()
    {
        for (int answer = 0; answer < 2; answer++)
        {
            TestDevice device = Agreed(out byte[] payment);
            SignWalletInputs other = Payment(WalletInputKind.P2tr, 2000000);
            device.Button.Presses = answer == 1;
            device.Ask(other.Encode());
            device.Button.Presses = false;
            device.Refuses(Stranger, payment);
            Assert.AreEqual(3, device.Button.Questions);
        }
    }

    [TestMethod]
    public void AStrangersRequestToEraseTakesNoAgreementAwayAndAnErasureDoes()
    {
        // Before, one open Wipe, which anybody on the line can send, ended the two minutes in which a node comes back for its signature.
        TestDevice device = Agreed(out byte[] payment);
        device.AskAtOnce(new Wipe().Encode());
        device.AskAtOnce(new Wipe().Encode());
        Assert.IsTrue(device.AskAtOnce(payment).Status == ReplyStatus.Ok);
        Assert.AreEqual(2, device.Button.Questions);

        device.Button.Holds = true;
        device.Button.Clock.NowMs += 10000;
        device.Body(new Wipe().Encode());
        device.Button.Holds = false;
        device.Provision(0x11);
        device.Unlock(null!);
        device.Refuses(Stranger, payment);
    }

    [TestMethod]
    public void AnotherSessionEndsAnAgreementAndAStrangersHelloDoesNot()
    {
        TestDevice device = Agreed(out byte[] payment);
        Hello hello = new Hello();
        hello.ProtocolVersion = ProtocolLimits.Version;
        hello.HostNonce = TestDevice.Fill(16, 3);
        device.Body(hello.Encode());
        device.Body(payment);
        Assert.AreEqual(1, device.Button.Questions);
        device.Unlock(null!);
        device.Refuses(Stranger, payment);
        Assert.AreEqual(2, device.Button.Questions);
    }

    [TestMethod]
    public void AThiefWhoKeepsAskingIsHeardLessAndLess()
    {
        // Every question waits 25 seconds for an answer; after each the pause is longer, and in it nobody is bothered.
        TestDevice device = TestDevice.Ready(0x11);
        byte[] payment = Payment(WalletInputKind.P2tr, 1000000).Encode();
        long pause = 5000;
        for (int i = 1; i <= 10; i++)
        {
            device.AskAtOnce(payment);
            Assert.AreEqual(i, device.Button.Questions);
            device.Button.Clock.NowMs += pause - 1;
            device.Button.Presses = true;
            Reply withheld = device.AskAtOnce(payment);
            Assert.AreEqual(Stranger, withheld.Tag);
            Assert.IsTrue(withheld.Sentence.IndexOf("The owner was not asked") > 0 && withheld.Sentence.IndexOf(" 1 seconds") > 0);
            Assert.AreEqual(i, device.Button.Questions);
            device.Button.Presses = false;
            device.Button.Clock.NowMs++;
            pause = 2 * pause < 600000 ? 2 * pause : 600000;
        }

        // The pause says nothing about requests that need no owner, nor about erasing; a yes ends it.
        device.Body(new NodeKeys().Encode());
        device.AskAtOnce(new Wipe().Encode());
        Assert.AreEqual(11, device.Button.Questions);
        device.Button.Presses = true;
        Assert.IsTrue(device.AskAtOnce(payment).Status == ReplyStatus.Ok);
        device.Button.Presses = false;
        Assert.AreEqual(12, device.Button.Questions);
        device.AskAtOnce(Payment(WalletInputKind.P2tr, 2000000).Encode());
        device.Button.Clock.NowMs += 5000;
        device.AskAtOnce(Payment(WalletInputKind.P2tr, 2000000).Encode());
        Assert.AreEqual(14, device.Button.Questions);
    }

    [TestMethod]
    public void APeerThatStartsOpeningsOverDoesNotHoldUpTheOwner()
    {
        TestPair pair = TestPair.Opened();
        SetupChannel anew = pair.Setup(false, 2);
        anew.CounterpartyBasepoints.Htlc = pair.OurKeys.FundingPoint;
        pair.Theirs.AskAtOnce(anew.Encode());
        pair.Theirs.AskAtOnce(anew.Encode());
        Assert.AreEqual(1, pair.Theirs.Button.Questions);
        pair.Theirs.AskAtOnce(Payment(WalletInputKind.P2tr, 1000000).Encode());
        Assert.AreEqual(2, pair.Theirs.Button.Questions);
    }

    [TestMethod]
    public void APressForAPaymentDoesNotErase()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Button.Presses = true;
        Reply reply = device.Ask(new Wipe().Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Refused && reply.Code == ErrorCode.NotApproved);
        Assert.IsTrue(device.Light.Asked == SignerLight.Erasing);
        device.Body(new NodeKeys().Encode());

        // And holding for the light that erases pays nobody.
        device.Button.Presses = false;
        device.Button.Holds = true;
        device.Refuses(Stranger, Payment(WalletInputKind.P2tr, 1000000).Encode());
        Assert.IsTrue(device.Light.Asked == SignerLight.Asking);
        device.Body(new Wipe().Encode());
        Assert.IsTrue(device.Status().State == DeviceState.Blank);
    }

    [TestMethod]
    public void AHoldIsFiveSecondsWithoutLettingGo()
    {
        ButtonWatch hold = new ButtonWatch(Gesture.Hold);
        Assert.IsFalse(Feed(hold, true, 5000));
        Assert.IsFalse(Feed(hold, false, 1));
        Assert.IsFalse(Feed(hold, true, 499));
        Assert.IsFalse(Feed(hold, false, 1));
        Assert.IsFalse(Feed(hold, true, 499));
        Assert.IsTrue(Feed(hold, true, 1));
    }

    [TestMethod]
    public void APressBeginsAfterTheQuestion()
    {
        ButtonWatch press = new ButtonWatch(Gesture.Press);
        Assert.IsFalse(Feed(press, true, 100));
        Assert.IsFalse(Feed(press, false, 1));
        Assert.IsFalse(Feed(press, true, 5));
        Assert.IsFalse(Feed(press, false, 1));
        Assert.IsTrue(Feed(press, true, 6));
    }

    private static bool Feed(ButtonWatch watch, bool isPressed, int samples)
    {
        bool isYes = false;
        for (int i = 0; i < samples; i++)
        {
            isYes = watch.Sees(isPressed);
        }

        return isYes;
    }

    // A device whose owner agreed to a payment and has gone away since.
    private static TestDevice Agreed(out byte[] payment)
    {
        TestDevice device = TestDevice.Ready(0x11);
        payment = Payment(WalletInputKind.P2tr, 1000000).Encode();
        device.Button.Presses = true;
        device.Body(payment);
        device.Button.Presses = false;
        return device;
    }

    // Everything to a stranger but for a fee of 300.
    private static SignWalletInputs Payment(WalletInputKind kind, ulong sat)
    {
        SignWalletInputs payment = new SignWalletInputs();
        payment.Version = 2;
        WalletInputFields input = new WalletInputFields();
        input.Txid = TestDevice.Fill(32, 8);
        input.Sequence = 0xfffffffd;
        input.Sat = sat;
        input.Kind = kind;
        input.KeyIndex = 3;
        payment.Inputs = new WalletInputFields[] { input };
        WalletOutputFields stranger = new WalletOutputFields();
        stranger.Sat = sat - 300;
        stranger.Script = TestDevice.Fill(22, 4);
        payment.Outputs = new WalletOutputFields[] { stranger };
        return payment;
    }

    private static byte[] TxidOf(SignWalletInputs payment)
    {
        WalletInputFields input = payment.Inputs[0];
        WalletOutputFields output = payment.Outputs[0];
        return new WalletTransaction(payment.Version, payment.Locktime,
            new TransactionInput[] { new TransactionInput(input.Txid, input.Vout, input.Sequence, input.Sat, new byte[0]) },
            new TransactionOutput[] { new TransactionOutput(output.Sat, output.Script) }).Txid();
    }
}
