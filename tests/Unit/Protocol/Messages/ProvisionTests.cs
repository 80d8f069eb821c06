using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ProvisionTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        Provision message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.Provision);
        Provision again = Provision.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.Kind == again.Kind);
        Assert.IsTrue(message.Network == again.Network);
        Assert.IsTrue(Check.Same(message.Secret, again.Secret));
        Assert.IsTrue(Check.Same(message.HostHalf, again.HostHalf));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ProvisionReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ProvisionReply again = ProvisionReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.VolumeId, again.VolumeId));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => Provision.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ProvisionReply.Decode(reader));
    }

    private static Provision NewMessage()
    {
        Provision message = new Provision();
        message.Kind = SecretKind.Mnemonic;
        message.Network = Network.Regtest;
        message.Secret = Sample.Bytes(5, 12);
        message.HostHalf = Sample.Bytes(32, 13);
        return message;
    }

    private static ProvisionReply NewReply()
    {
        ProvisionReply reply = new ProvisionReply();
        reply.VolumeId = Sample.Bytes(16, 14);
        return reply;
    }
}
