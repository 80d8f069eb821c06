using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>What an opening gives to the peer.</summary>
[TestClass]
public class PushTests
{
    private const ulong CoinSat = 1500000;

    [TestMethod]
    public void APushNeedsTheButton()
    {
        WalletInputFields[] inputs = { TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat) };
        TestPair pair = AccountTests.FundedPair(inputs, 0, 300000000, out WalletOutputFields[] outputs);
        byte[] funding = TestCoin.Spend(inputs, outputs).Encode();
        pair.Ours.Refuses("policy-onchain-no-channel-push", funding);
        Assert.AreEqual("Pay 300600 sat, fee included, out of the wallet, up to 300000 sat of it to the peer of channel 1?", pair.Ours.Button.LastQuestion);
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(funding);
    }

    [TestMethod]
    public void ThePeersOwnPartOfAnOpeningIsNoPush()
    {
        // The numbers of the opening give the peer 300,000 sat, and the peer has brought them.
        WalletInputFields theirs = TestCoin.Proven(WalletInputKind.Foreign, 2, 300000, Scripts.PayToWitnessKey(new TestKeys(0x22).Tree.NodeId));
        WalletInputFields[] inputs = { TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat), theirs };
        TestPair pair = new TestPair();
        WalletOutputFields channel = TestCoin.Stranger(TestPair.ValueSat);
        channel.Script = Scripts.PayToWitnessScript(Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint));
        WalletOutputFields[] outputs = { channel, TestCoin.Home(CoinSat + 300000 - TestPair.ValueSat - 600) };
        AccountTests.CommitTo(pair, TestCoin.TxidOf(inputs, outputs, true));
        pair.Ours.Body(TestCoin.Spend(inputs, outputs).Encode());
        Assert.AreEqual(0, pair.Ours.Button.Questions);
    }
}
