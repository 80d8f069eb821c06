using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Which request is possible in which state, and what cut, unknown and hostile requests get.</summary>
[TestClass]
public class GateTests
{
    private const byte SealedFirst = (byte)MessageId.NodeKeys;
    private const byte SealedLast = (byte)MessageId.GetStateTicket;

    [TestMethod]
    public void ABlankDeviceOnlyTakesASecret()
    {
        TestDevice device = new TestDevice();
        for (byte id = SealedFirst; id <= SealedLast; id++)
        {
            if (IsKnown(id))
            {
                device.Rejects(ReplyStatus.NotNow, ErrorCode.Blank, new byte[] { id });
            }
        }

        device.Rejects(ReplyStatus.NotNow, ErrorCode.Blank, new ReadJournal().Encode());
        Unlock unlock = new Unlock();
        unlock.HostHalf = device.HostHalf;
        device.Rejects(ReplyStatus.NotNow, ErrorCode.Blank, unlock.Encode());
        Assert.IsTrue(device.Status().State == DeviceState.Blank && device.Light.Shown == SignerLight.Blank);
    }

    [TestMethod]
    public void ALockedDeviceOnlyTakesTheHostsHalf()
    {
        TestDevice device = new TestDevice();
        device.Provision(0x11);
        for (byte id = SealedFirst; id <= SealedLast; id++)
        {
            if (IsKnown(id))
            {
                device.Rejects(ReplyStatus.NotNow, ErrorCode.Locked, new byte[] { id });
            }
        }

        device.Rejects(ReplyStatus.NotNow, ErrorCode.Locked, new ReadJournal().Encode());
        Assert.IsTrue(device.Status().State == DeviceState.Locked && device.Light.Shown == SignerLight.Locked);
    }

    [TestMethod]
    public void UnknownAndCutRequestsAreMalformedInEveryState()
    {
        TestDevice device = TestDevice.Ready(0x11);
        for (int id = 0; id < 256; id++)
        {
            if (!IsKnown((byte)id) && (id == 0 || id > 11))
            {
                device.Rejects(ReplyStatus.Malformed, ErrorCode.UnknownMessage, new byte[] { (byte)id });
            }
        }

        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new byte[0]);
        Ecdh ecdh = new Ecdh();
        ecdh.Point = TestDevice.Fill(33, 2);
        byte[] message = ecdh.Encode();
        for (int length = 1; length < message.Length; length++)
        {
            device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new ByteReader(message).Bytes(length));
        }

        ByteWriter longer = new ByteWriter(64);
        longer.Bytes(message);
        longer.U8(0);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, longer.ToArray());
    }

    [TestMethod]
    public void AChannelThatDoesNotExistHasItsOwnAnswer()
    {
        TestPair pair = TestPair.Opened();
        byte[] other = TestDevice.Fill(16, 9);
        RevokeHolderCommitment revoke = pair.Revoke(true, 0);
        revoke.ChannelId = other;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, revoke.Encode());
        ValidateRevocation revocation = pair.Revocation(true, 0, other);
        revocation.Secret = TestDevice.Fill(32, 1);
        revocation.ChannelId = other;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, revocation.Encode());
        SignHolderCommitment close = pair.Close(true, 1, 0);
        close.FundingPrefix++;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, close.Encode());
    }

    [TestMethod]
    public void StatusCountsAndRemembersTheLastRefusal()
    {
        TestPair pair = TestPair.Opened();
        Assert.AreEqual("", Ascii.Text(pair.Ours.Status().LastRefusalTag));
        pair.Ours.Refuses("policy-revoke-new-commitment-signed", pair.Revoke(true, 0).Encode());
        StatusReply status = pair.Ours.Status();
        Assert.AreEqual("policy-revoke-new-commitment-signed", Ascii.Text(status.LastRefusalTag));
        Assert.AreEqual("SuccessorIsHeld", Ascii.Text(status.LastRefusalRule));
        Assert.IsTrue(status.LastRefusalSentence.Length > 20);
        Assert.AreEqual(1u, status.Refusals);
        Assert.AreEqual((ushort)1, status.Channels);
        Assert.IsTrue(status.ChannelsMax > 10 && status.Requests > 5 && status.Commits > 2 && status.CommittedBytes > 400);
    }

    [TestMethod]
    public void AnotherVersionOfTheProtocolGetsNoFurther()
    {
        TestDevice device = TestDevice.Ready(0x11);
        Hello hello = new Hello();
        hello.HostNonce = new byte[16];
        byte[] others = new byte[] { 0, 1, 2, 3, 4, 5, 7, 255 };
        for (int i = 0; i < others.Length; i++)
        {
            hello.ProtocolVersion = others[i];
            Reply refused = device.Ask(hello.Encode());
            Assert.IsTrue(refused.Status == ReplyStatus.NotNow && refused.Code == ErrorCode.VersionMismatch);
            Assert.IsTrue(refused.Sentence.IndexOf("version 6") > 0);
        }

        // It was another program; the host that is served notices nothing.
        device.Body(new NodeKeys().Encode());
    }

    [TestMethod]
    public void TheJournalCanBeReadByAPerson()
    {
        TestPair pair = TestPair.Opened();
        ReadJournal read = new ReadJournal();
        read.Slot = 1;
        ReadJournalReply slot = ReadJournalReply.Decode(pair.Ours.Body(read.Encode()));
        Assert.IsTrue(slot.IsUsed && slot.Record.Length > 50 && slot.Attachment.Length > 250 && slot.Sequence > 0);
        read.Slot = 2;
        Assert.IsFalse(ReadJournalReply.Decode(pair.Ours.Body(read.Encode())).IsUsed);
        read.Slot = slot.SlotCountMax;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, read.Encode());
    }

    private static bool IsKnown(byte id)
    {
        return (id >= 16 && id <= 26) || (id >= 32 && id <= 57) || (id >= 60 && id <= 72) || (id >= 76 && id <= 84) || (id >= 96 && id <= 108);
    }
}
