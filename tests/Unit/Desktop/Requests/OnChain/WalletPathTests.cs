using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Which of the wallet's keys get money.</summary>
[TestClass]
public class WalletPathTests
{
    [TestMethod]
    public void MoneyComesHomeToLowNumbersOnly()
    {
        // A thief with the node sends everything home, behind a number that only the thief knows, and sells the number.
        TestKeys keys = new TestKeys(0x11);
        TestDevice device = TestDevice.Ready(0x11);
        device.Button.Presses = true;
        SignWalletInputs payment = TestFunding.Payment(0);
        payment.Outputs[0].KeyIndex = 1000000;
        payment.Outputs[0].Script = Scripts.PayToWitnessKey(keys.Curve.PublicKey(keys.Tree.WalletSecret(1000000)));
        device.Body(payment.Encode());
        Assert.AreEqual(0, device.Button.Questions);
        payment.Outputs[0].KeyIndex = 1000001;
        payment.Outputs[0].Script = Scripts.PayToWitnessKey(keys.Curve.PublicKey(keys.Tree.WalletSecret(1000001)));
        device.Refuses("policy-onchain-wallet-path-predictable", payment.Encode());
        Assert.AreEqual(0, device.Button.Questions);

        // What lies there can be spent.
        payment.Inputs[0].KeyIndex = 2000000;
        payment.Outputs[0].KeyIndex = 1000000;
        payment.Outputs[0].Script = Scripts.PayToWitnessKey(keys.Curve.PublicKey(keys.Tree.WalletSecret(1000000)));
        payment.Inputs[0] = TestCoin.Unproven(WalletInputKind.P2wpkh, 1, TestFunding.InputSat, Scripts.PayToWitnessKey(keys.Curve.PublicKey(keys.Tree.WalletSecret(2000000))));
        payment.Inputs[0].KeyIndex = 2000000;
        device.Body(payment.Encode());
    }
}
