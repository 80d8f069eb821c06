using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// Power cut at every operation of the flash while the limits become stricter. After each cut, the device has the limits before the request or those after it: never a
/// looser one than the last that it answered, and never limits that were not sent.
/// </summary>
[TestClass]
public class LimitsCutTests
{
    // FundingSatMax, DelayBlocksMin, HtlcExpiryBlocksMax: each row is stricter than the one above.
    private static readonly ulong[][] s_story = [[900_000_000, 4, 2160], [900_000_000, 10, 2000], [800_000_000, 11, 1999], [100_000, 1008, 432]];

    [TestMethod]
    public void LimitsAreTheOldOnesOrTheNewOnes()
    {
        DeviceRig rig = new(DeviceRig.Provisioned());
        DeviceRig.Require(rig.Unlock(null));
        List<(int Position, SimulatedStorage Volume)> cuts = [];
        int position = 0;
        rig.Storage.Branch = (_, _, volume) => cuts.Add((position, volume));
        for (; position < s_story.Length; position++)
        {
            DeviceRig.Require(rig.Ask(Set(s_story[position])));
        }

        Assert.IsTrue(cuts.Count > 20, $"{cuts.Count} cuts");
        foreach ((int at, SimulatedStorage volume) in cuts)
        {
            DeviceRig again = new(volume);
            DeviceRig.Require(again.Unlock(null));
            ulong[] found = Read(again);
            ulong[] before = at > 0 ? s_story[at - 1] : [1_000_000_000, 4, 2160];
            Assert.IsTrue(found.SequenceEqual(s_story[at]) || found.SequenceEqual(before), $"cut in request {at}: {string.Join(',', found)}");
            DeviceRig.Require(again.Ask(Set(s_story[at])));
            CollectionAssert.AreEqual(s_story[at], Read(again));
        }
    }

    private static byte[] Set(ulong[] values) => new SetLimits
    {
        Changes = [.. new byte[] { 1, 2, 17 }.Zip(values, (number, value) => new LimitChangeFields { Number = number, Value = value })],
    }.Encode();

    private static ulong[] Read(DeviceRig rig)
    {
        LimitFields[] limits = ReadLimitsReply.Decode(new ByteReader(DeviceRig.Require(rig.Ask(new ReadLimits().Encode())).Body)).Limits;
        return [limits[0].Value, limits[1].Value, limits[16].Value];
    }
}
