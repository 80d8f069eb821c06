using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// Power cut at every operation of the flash while session keys are given out, for two towers and two kinds of backups, forced and not. An index
/// that the host has seen is never given to another tower or another kind, and an index that was not answered may be lost but never comes twice.
/// </summary>
[TestClass]
public class TowerCutTests
{
    private static readonly byte[][] s_towers = [.. Enumerable.Range(0x31, 4).Select(i => Secp256k1.Software().PublicKey([.. Enumerable.Repeat((byte)i, 32)]))];

    private static readonly (int Tower, ushort BlobType, bool IsForced)[] s_story =
    [
        (0, 6, false), (0, 6, false), (0, 2, false), (1, 6, false), (0, 6, true), (1, 2, false), (1, 6, true), (0, 2, false), (1, 6, false),
    ];

    [TestMethod]
    public void AnIndexThatWasSeenIsNeverGivenToAnother()
    {
        DeviceRig rig = new(DeviceRig.Provisioned());
        DeviceRig.Require(rig.Unlock(null));
        List<(int Position, SimulatedStorage Volume)> cuts = [];
        List<(uint Index, int Tower, ushort BlobType)> seen = [];
        List<int> seenBefore = [];
        int position = 0;
        rig.Storage.Branch = (_, _, volume) => cuts.Add((position, volume));
        for (; position < s_story.Length; position++)
        {
            seenBefore.Add(seen.Count);
            (int tower, ushort blobType, bool isForced) = s_story[position];
            seen.Add((Reserve(rig, tower, blobType, isForced), tower, blobType));
        }

        Assert.IsTrue(cuts.Count > 60, $"{cuts.Count} cuts");
        foreach ((int at, SimulatedStorage volume) in cuts)
        {
            List<(uint Index, int Tower, ushort BlobType)> known = [.. seen.Take(seenBefore[at])];
            DeviceRig again = new(volume);
            DeviceRig.Require(again.Unlock(null));

            // A thief first: other towers, then the other kinds; then the host repeats what it was asking, and the rest of its story.
            foreach ((int tower, ushort blobType) in new (int, ushort)[] { (2, 6), (3, 2), (1, 2), (0, 6), (0, 2), (1, 6) })
            {
                Given(again, known, tower, blobType, false, at);
            }

            foreach ((int tower, ushort blobType, bool isForced) in s_story.Skip(at))
            {
                Given(again, known, tower, blobType, isForced, at);
            }
        }
    }

    private static void Given(DeviceRig rig, List<(uint Index, int Tower, ushort BlobType)> known, int tower, ushort blobType, bool isForced, int at)
    {
        uint index = Reserve(rig, tower, blobType, isForced);
        Assert.IsFalse(known.Any(one => one.Index == index && (one.Tower != tower || one.BlobType != blobType)), $"cut in request {at}: index {index} was another's");
        known.Add((index, tower, blobType));
    }

    private static uint Reserve(DeviceRig rig, int tower, ushort blobType, bool isForced)
    {
        byte[] request = new ReserveTowerKey { Tower = s_towers[tower], BlobType = blobType, IsForced = isForced }.Encode();
        return ReserveTowerKeyReply.Decode(new Holdfast.Bytes.ByteReader(DeviceRig.Require(rig.Ask(request)).Body)).Index;
    }
}
