using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Scenarios.Conversations;

/// <summary>Who may ask: the paired host everything, an unpaired host next to nothing.</summary>
public static class Visitors
{
    public static void AStrangerGetsStatusOnly(IScenarioDevice device)
    {
        byte[] nodeId = device.Client.Ask(new NodeKeys()).NodeId;
        device.LetUnpairedIn(stranger =>
        {
            Assert.AreEqual(DeviceState.Ready, stranger.Ask(new Status()).State);
            Assert.AreEqual(ErrorCode.Locked, Assert.ThrowsExactly<SignerNotReadyException>(() => stranger.Ask(new NodeKeys())).Code);
            Assert.AreEqual(ErrorCode.Locked, Assert.ThrowsExactly<SignerNotReadyException>(() => stranger.Ask(new ReadJournal())).Code);
        });

        // The owner's host starts another session and goes on.
        CollectionAssert.AreEqual(nodeId, device.Client.Ask(new NodeKeys()).NodeId);
    }

    public static void StatusTellsWhatHappened(IScenarioDevice device)
    {
        StatusReply before = device.Client.Ask(new Status());
        ScenarioChannel channel = ScenarioChannel.Open(device);
        Assert.ThrowsExactly<ReferenceNode.RefusedException>(() => channel.Device.Revoke(0));
        StatusReply after = device.Client.Ask(new Status());

        Assert.AreEqual(DeviceState.Ready, after.State);
        Assert.AreEqual(StopReason.None, after.StopReason);
        Assert.IsTrue(after.JournalSequence > before.JournalSequence);
        Assert.AreEqual(before.Channels + 1, after.Channels);
        Assert.IsTrue(after.Channels <= after.ChannelsMax);
        Assert.AreEqual(before.Refusals + 1, after.Refusals);
        Assert.AreEqual("policy-revoke-new-commitment-signed", Bytes.Ascii.Text(after.LastRefusalTag));
        Assert.IsTrue(after.LastRefusalSentence.Length > 10);
        CollectionAssert.AreEqual(before.LimitsDigest, after.LimitsDigest);
        Assert.IsTrue(after.FirmwareVersion.Length > 0 && after.Board.Length > 0);
    }

    public static void TheJournalCanBeReadByItsOwner(IScenarioDevice device)
    {
        ScenarioChannel.Open(device);
        ushort slots = device.Client.Ask(new ReadJournal()).SlotCountMax;
        Assert.IsTrue(slots > 0);
        int used = 0;
        for (ushort slot = 0; slot < slots; slot++)
        {
            ReadJournalReply entry = device.Client.Ask(new ReadJournal { Slot = slot });
            used += entry.IsUsed ? 1 : 0;
            Assert.AreEqual(entry.IsUsed, entry.Record.Length > 0);
        }

        Assert.IsTrue(used >= 1);
        Assert.ThrowsExactly<SignerMalformedException>(() => device.Client.Ask(new ReadJournal { Slot = slots }));
    }
}
