using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Coins of the wallet stay the wallet's, whatever a host tells about their outpoints.</summary>
[TestClass]
public class WalletCoinTests
{
    private const ulong CoinSat = 1500000;

    [TestMethod]
    public void AChannelSetUpAtACoinOfTheWalletDoesNotLockTheCoin()
    {
        TestDevice device = TestDevice.Ready(0x11);
        WalletInputFields coin = TestCoin.Ours(WalletInputKind.P2tr, 1, CoinSat);
        new TestPeer(device).SetUp(7, coin.Txid, (ushort)coin.Vout, CoinSat);

        // Shown with the transaction that made it, it is the wallet's and no funding; without that, nobody knows.
        WalletInputFields[] inputs = { coin };
        WalletOutputFields[] outputs = { TestCoin.Home(CoinSat - 300) };
        Assert.AreEqual(1, SignWalletInputsReply.Decode(device.Body(TestCoin.Spend(inputs, outputs).Encode())).Signatures.Length);
        coin.Previous = new byte[0];
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestCoin.Spend(inputs, outputs).Encode());
    }
}
