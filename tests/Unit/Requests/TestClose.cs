using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The mutual close of the channel of a pair.</summary>
public static class TestClose
{
    /// <summary>A close with a fee of 500 that one side is asked to sign; both outputs go to that device's wallet key 3.</summary>
    public static SignMutualClose Of(TestPair pair, bool ours)
    {
        SignMutualClose close = new SignMutualClose();
        close.ChannelId = pair.ChannelId(ours);
        close.FundingPrefix = TestPair.Prefix(1);
        ulong opener = 700000 - 500;
        close.ToHolderSat = ours ? opener : 300000;
        close.ToCounterpartySat = ours ? 300000 : opener;
        close.HolderScript = ours ? TestCurve.WalletScript() : TheirWalletScript();
        close.CounterpartyScript = TestDevice.Fill(22, 5);
        close.Locktime = 0;
        close.Sequence = 0xffffffff;
        close.HasHolderKeyIndex = true;
        close.HolderKeyIndex = 3;
        return close;
    }

    // P2WPKH of key 3 of 0x22 x 32, from the wallet's xpub.
    private static byte[] TheirWalletScript()
    {
        TestKeys tree = new TestKeys(0x22);
        return tree.WalletScript(3);
    }
}
