using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class StatusTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        Status message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.Status);
        Status again = Status.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        StatusReply reply = NewReply();
        byte[] bytes = reply.Encode();
        StatusReply again = StatusReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.State == again.State);
        Assert.IsTrue(reply.StopReason == again.StopReason);
        Assert.IsTrue(reply.Network == again.Network);
        Assert.IsTrue(reply.UptimeMs == again.UptimeMs);
        Assert.IsTrue(reply.FreeMemoryBytes == again.FreeMemoryBytes);
        Assert.IsTrue(reply.JournalSequence == again.JournalSequence);
        Assert.IsTrue(reply.Commits == again.Commits);
        Assert.IsTrue(reply.CommittedBytes == again.CommittedBytes);
        Assert.IsTrue(reply.Channels == again.Channels);
        Assert.IsTrue(reply.ChannelsMax == again.ChannelsMax);
        Assert.IsTrue(reply.Recovery == again.Recovery);
        Assert.IsTrue(reply.Repairs == again.Repairs);
        Assert.IsTrue(reply.Requests == again.Requests);
        Assert.IsTrue(reply.Refusals == again.Refusals);
        Assert.IsTrue(reply.Sessions == again.Sessions);
        Assert.IsTrue(Check.Same(reply.LastRefusalTag, again.LastRefusalTag));
        Assert.IsTrue(Check.Same(reply.LastRefusalRule, again.LastRefusalRule));
        Assert.IsTrue(Check.Same(reply.LastRefusalSentence, again.LastRefusalSentence));
        Assert.IsTrue(reply.MessageBytesMax == again.MessageBytesMax);
        Assert.IsTrue(reply.HtlcsMax == again.HtlcsMax);
        Assert.IsTrue(reply.Curve == again.Curve);
        Assert.IsTrue(Check.Same(reply.LimitsDigest, again.LimitsDigest));
        Assert.IsTrue(Check.Same(reply.FirmwareVersion, again.FirmwareVersion));
        Assert.IsTrue(Check.Same(reply.RuntimeVersion, again.RuntimeVersion));
        Assert.IsTrue(Check.Same(reply.Board, again.Board));
        Assert.IsTrue(Check.Same(reply.Sentence, again.Sentence));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => Status.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => StatusReply.Decode(reader));
    }

    private static Status NewMessage()
    {
        return new Status();
    }

    private static StatusReply NewReply()
    {
        StatusReply reply = new StatusReply();
        reply.State = DeviceState.Ready;
        reply.StopReason = StopReason.Unexpected;
        reply.Network = Network.Testnet4;
        reply.UptimeMs = 0x818283849a151515;
        reply.FreeMemoryBytes = 0x89161616;
        reply.JournalSequence = 0x818283849c171717;
        reply.Commits = 0x89181818;
        reply.CommittedBytes = 0x818283849e191919;
        reply.Channels = 282;
        reply.ChannelsMax = 283;
        reply.Recovery = RecoveryState.Repaired;
        reply.Repairs = 284;
        reply.Requests = 0x891c1c1c;
        reply.Refusals = 0x891d1d1d;
        reply.Sessions = 0x01020304;
        reply.LastRefusalTag = Sample.Bytes(3, 30);
        reply.LastRefusalRule = Sample.Bytes(5, 32);
        reply.LastRefusalSentence = Sample.Bytes(4, 31);
        reply.MessageBytesMax = 32768;
        reply.HtlcsMax = 299;
        reply.Curve = CurveKind.Native;
        reply.LimitsDigest = Sample.Bytes(32, 32);
        reply.FirmwareVersion = Sample.Bytes(6, 33);
        reply.RuntimeVersion = Sample.Bytes(7, 34);
        reply.Board = Sample.Bytes(3, 35);
        reply.Sentence = Sample.Bytes(4, 36);
        return reply;
    }
}
