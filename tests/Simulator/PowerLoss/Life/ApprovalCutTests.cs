using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// Power cut at every operation of the flash while payments are approved without the button. After each cut the device has every approval that it answered, and the next one
/// wholly or not at all; and the level of the hour has each approval that there is, so that no cut makes room for more than the limit.
/// </summary>
[TestClass]
public class ApprovalCutTests
{
    private const int Room = 4;
    private const ulong OneMsat = 100_000 + 222_000;

    [TestMethod]
    public void NoCutMakesRoom()
    {
        DeviceRig owner = new(DeviceRig.Provisioned());
        DeviceRig.Require(owner.Unlock(null));
        DeviceRig.Require(owner.Ask(new SetLimits
        {
            Changes = [new() { Number = 19, Value = 1 }, new() { Number = 21, Value = 100_000 }, new() { Number = 22, Value = Room * OneMsat }],
        }.Encode()));
        DeviceRig rig = new(owner.Storage) { OwnerAgrees = false };
        DeviceRig.Require(rig.Unlock(null));
        List<(int Position, SimulatedStorage Volume)> cuts = [];
        int position = 0;
        rig.Storage.Branch = (_, _, volume) => cuts.Add((position, volume));
        for (; position < Room; position++)
        {
            DeviceRig.Require(rig.Ask(Send(position)));
        }

        Assert.IsTrue(cuts.Count > 20, $"{cuts.Count} cuts");
        foreach ((int at, SimulatedStorage volume) in cuts)
        {
            DeviceRig again = new(volume) { OwnerAgrees = false };
            DeviceRig.Require(again.Unlock(null));
            ReadApprovalsReply read = Read(again);
            Assert.IsTrue(read.Approvals.Length == at || read.Approvals.Length == at + 1, $"cut in request {at}: {read.Approvals.Length} approvals");
            Assert.AreEqual(OneMsat * (ulong)read.Approvals.Length, read.HourMsat);

            // The thief fills the hour with others; the node then repeats its own.
            int more = 0;
            while (Reply.Decode(again.Ask(Send(100 + more))).Status == ReplyStatus.Ok)
            {
                more++;
            }

            Assert.AreEqual(Room, read.Approvals.Length + more);
            for (int i = 0; i < read.Approvals.Length; i++)
            {
                DeviceRig.Require(again.Ask(Send(i)));
            }

            Assert.AreEqual(Room, Read(again).Approvals.Length);
        }
    }

    private static byte[] Send(int hash) => new ApproveKeysend { Payee = Payee(), PaymentHash = [.. Enumerable.Repeat((byte)(hash + 1), 32)], AmountMsat = 100_000 }.Encode();

    private static byte[] Payee() => Crypto.Secp256k1.Software().PublicKey([.. Enumerable.Repeat((byte)7, 32)]);

    private static ReadApprovalsReply Read(DeviceRig rig) => ReadApprovalsReply.Decode(new ByteReader(DeviceRig.Require(rig.Ask(new ReadApprovals().Encode())).Body));
}
