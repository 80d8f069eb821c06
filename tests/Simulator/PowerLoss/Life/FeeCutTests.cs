using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Secrets;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// Power cut at every operation of the flash while a fee is counted. A thief who cuts the power gets no more signatures than without: what was answered is counted,
/// and at most the one request that was cut short is counted without an answer.
/// </summary>
[TestClass]
public class FeeCutTests
{
    private const ulong CoinSat = 1_500_000;
    private const ulong CostSat = 30_000;

    // Of the strictest limit, 100,000 sat in a day.
    private const int AllowedCount = 3;

    private static readonly byte[] s_home = Home();

    [TestMethod]
    public void NoCutTakesAnythingOff()
    {
        DeviceRig rig = new(DeviceRig.Provisioned()) { OwnerAgrees = false };
        DeviceRig.Require(rig.Unlock(null));
        DeviceRig.Require(rig.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 28, Value = 100_000 }] }.Encode()));
        List<(int Answered, SimulatedStorage Volume)> cuts = [];
        int answered = 0;
        rig.Storage.Branch = (_, _, volume) => cuts.Add((answered, volume));
        for (; answered < AllowedCount; answered++)
        {
            DeviceRig.Require(rig.Ask(Costing(answered)));
        }

        Assert.AreEqual(ReplyStatus.Refused, Reply.Decode(rig.Ask(Costing(answered))).Status);
        Assert.IsTrue(cuts.Count > 15, $"{cuts.Count} cuts");
        foreach ((int before, SimulatedStorage volume) in cuts)
        {
            DeviceRig again = new(volume) { OwnerAgrees = false };
            DeviceRig.Require(again.Unlock(null));
            int signed = 0;
            while (Reply.Decode(again.Ask(Costing(100 + signed))).Status == ReplyStatus.Ok)
            {
                signed++;
            }

            Assert.IsTrue(before + signed is AllowedCount or AllowedCount - 1, $"{before} before the cut and {signed} after it");
        }
    }

    private static byte[] Costing(int mark) => new SignWalletInputs
    {
        Version = 2,
        Locktime = (uint)mark,
        Inputs = [new WalletInputFields { Txid = new byte[32], Sequence = 0xfffffffd, Sat = CoinSat, Kind = WalletInputKind.P2tr, KeyIndex = 3 }],
        Outputs = [new WalletOutputFields { Sat = CoinSat - CostSat, Script = s_home, HasKeyIndex = true, KeyIndex = 3 }],
    }.Encode();

    private static byte[] Home()
    {
        Secp256k1 curve = Secp256k1.Software();
        KeyTree tree = new(curve, new SoftwareHmac(), DeviceRig.Secret, isMnemonic: false);
        return Scripts.PayToWitnessKey(curve.PublicKey(tree.WalletSecret(3)));
    }
}
