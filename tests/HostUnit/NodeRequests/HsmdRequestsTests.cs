using Holdfast.Bytes;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.HostUnit.NodeRequests;

[TestClass]
public class HsmdRequestsTests
{
    [TestMethod]
    public void EveryRecordedRequestParsesToItsEnd()
    {
        foreach (TranscriptEntry entry in Recordings.All.SelectMany(transcript => transcript.Entries).Where(entry => entry.Event == null))
        {
            HsmdReader reader = new(entry.Request);
            HsmdRequests.Parse(reader.Type(), reader);
            reader.End();
        }
    }

    [TestMethod]
    public void EveryRecordedClientHadThePermissionItNeeded()
    {
        foreach (TranscriptEntry entry in Recordings.All.SelectMany(transcript => transcript.Entries).Where(entry => entry.Event == null))
        {
            HsmdType type = new HsmdReader(entry.Request).Type();
            Assert.IsTrue(entry.Client!.ToHsmd().May(HsmdRequests.Needed(type)), type + " of request " + entry.N);
        }
    }

    [TestMethod]
    public void EveryPrefixOfEveryKindOfRequestIsMalformed()
    {
        IEnumerable<TranscriptEntry> oneOfEach = Recordings.All.SelectMany(transcript => transcript.Entries)
            .Where(entry => entry.Event == null)
            .DistinctBy(entry => entry.Request[1]);
        foreach (TranscriptEntry entry in oneOfEach.Where(entry => entry.Request[1] != (byte)HsmdType.DevPreinit))
        {
            for (int length = 2; length < entry.Request.Length; length++)
            {
                HsmdReader reader = new(entry.Request[..length]);
                Assert.ThrowsException<MalformedException>(() =>
                {
                    HsmdRequests.Parse(reader.Type(), reader);
                    reader.End();
                });
            }
        }
    }

    [TestMethod]
    public void MutatedRequestsAreOnlyEverMalformed()
    {
        Random random = new(3);
        TranscriptEntry[] entries = [.. Recordings.All.SelectMany(transcript => transcript.Entries).Where(entry => entry.Event == null)];
        for (int i = 0; i < 50_000; i++)
        {
            byte[] mutant = [.. entries[random.Next(entries.Length)].Request];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            try
            {
                HsmdReader reader = new(mutant);
                HsmdRequests.Parse(reader.Type(), reader);
                reader.End();
            }
            catch (Exception clear) when (clear is MalformedException or HsmdProtocolException)
            {
            }
        }
    }

    [DataTestMethod]
    [DataRow(HsmdPermissions.Ecdh, 1, true)]
    [DataRow(HsmdPermissions.SignGossip, 1, false)]
    [DataRow(HsmdPermissions.None, 1, false)]
    [DataRow(HsmdPermissions.CommitmentPoint, 31, true)]
    [DataRow(HsmdPermissions.SignRemoteTx, 31, false)]
    [DataRow(HsmdPermissions.SignRemoteTx, 40, true)]
    [DataRow(HsmdPermissions.CommitmentPoint, 40, false)]
    [DataRow((HsmdPermissions)447, 7, false)]
    [DataRow((HsmdPermissions)447, 11, false)]
    [DataRow((HsmdPermissions)447, 21, true)]
    [DataRow((HsmdPermissions)447, 26, false)]
    [DataRow((HsmdPermissions)1027, 7, true)]
    [DataRow((HsmdPermissions)1027, 19, false)]
    public void PermissionBitsDecide(HsmdPermissions permissions, int number, bool may)
    {
        Assert.AreEqual(may, new HsmdClient(new byte[33], 1, permissions).May(HsmdRequests.Needed((HsmdType)number)));
    }

    [TestMethod]
    public void UnknownNumberNeedsTheMaster()
    {
        Assert.AreEqual(HsmdPermissions.Master, HsmdRequests.Needed((HsmdType)4711));
        Assert.ThrowsException<HsmdProtocolException>(() => HsmdRequests.Parse((HsmdType)4711, new HsmdReader([0x12, 0x67])));
    }
}
