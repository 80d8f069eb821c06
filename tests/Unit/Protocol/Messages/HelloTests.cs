using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class HelloTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        Hello message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.Hello);
        Hello again = Hello.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.ProtocolVersion == again.ProtocolVersion);
        Assert.IsTrue(Check.Same(message.HostNonce, again.HostNonce));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        HelloReply reply = NewReply();
        byte[] bytes = reply.Encode();
        HelloReply again = HelloReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.ProtocolVersion == again.ProtocolVersion);
        Assert.IsTrue(Check.Same(reply.FirmwareVersion, again.FirmwareVersion));
        Assert.IsTrue(Check.Same(reply.Board, again.Board));
        Assert.IsTrue(reply.State == again.State);
        Assert.IsTrue(Check.Same(reply.VolumeId, again.VolumeId));
        Assert.IsTrue(Check.Same(reply.SessionName, again.SessionName));
        Assert.IsTrue(Check.Same(reply.DeviceNonce, again.DeviceNonce));
        Assert.IsTrue(Check.Same(reply.DevicePoint, again.DevicePoint));
        Assert.IsTrue(reply.StopReason == again.StopReason);
        Assert.IsTrue(reply.MessageBytesMax == again.MessageBytesMax);
        Assert.IsTrue(reply.HtlcsMax == again.HtlcsMax);
        Assert.IsTrue(Check.Same(reply.Sentence, again.Sentence));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => Hello.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => HelloReply.Decode(reader));
    }

    [TestMethod]
    public void OfAnotherVersionOnlyTheVersionIsRead()
    {
        // A reply of version 1 ends behind its sentence, and a request of a later one may hold anything.
        Assert.AreEqual(3, (int)HelloReply.Decode(new ByteReader(new byte[] { 3, 0, 0 })).ProtocolVersion);
        Assert.AreEqual(1, (int)HelloReply.Decode(new ByteReader(new byte[] { 1, 0, 0 })).ProtocolVersion);
        Assert.AreEqual(7, (int)Hello.Decode(new ByteReader(new byte[] { 7, 9, 9, 9 })).ProtocolVersion);
    }

    private static Hello NewMessage()
    {
        Hello message = new Hello();
        message.ProtocolVersion = ProtocolLimits.Version;
        message.HostNonce = Sample.Bytes(16, 2);
        return message;
    }

    private static HelloReply NewReply()
    {
        HelloReply reply = new HelloReply();
        reply.ProtocolVersion = ProtocolLimits.Version;
        reply.FirmwareVersion = Sample.Bytes(7, 4);
        reply.Board = Sample.Bytes(3, 5);
        reply.State = DeviceState.Ready;
        reply.VolumeId = Sample.Bytes(16, 7);
        reply.SessionName = Sample.Bytes(16, 11);
        reply.DeviceNonce = Sample.Bytes(16, 8);
        reply.DevicePoint = Sample.Bytes(33, 12);
        reply.StopReason = StopReason.Unexpected;
        reply.MessageBytesMax = 32768;
        reply.HtlcsMax = 299;
        reply.Sentence = Sample.Bytes(3, 10);
        return reply;
    }
}
