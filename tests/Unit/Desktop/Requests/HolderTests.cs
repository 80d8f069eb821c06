using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Two bridges do not use the device in turns: PROTOCOL.md, "The holder".</summary>
[TestClass]
public class HolderTests
{
    [TestMethod]
    public void OfTwoBridgesWithoutACommonLogTheFirstKeepsTheDevice()
    {
        TestDevice device = Provisioned();
        Takes(device, "alpha", 0);
        Told(device, "beta", 0, "alpha");
        Takes(device, "alpha", 0);
        Takes(device, "", 0);
        Told(device, "beta", 0, "alpha");
        Takes(device, "alpha", 0);
    }

    [TestMethod]
    public void WhoComesLaterInTheLogTakesTheDeviceAndTheEarlierOneDoesNotGetItBack()
    {
        TestDevice device = Provisioned();
        Takes(device, "alpha", 7);
        Told(device, "beta", 6, "alpha");
        Told(device, "beta", 7, "alpha");
        Told(device, "alpha", 6, "alpha");
        Takes(device, "beta", 8);
        Told(device, "alpha", 7, "beta");
        Told(device, "alpha", 8, "beta");
        Takes(device, "beta", 8);
        Takes(device, "alpha", 9);
    }

    [TestMethod]
    public void AStartOfTheDeviceAndAWipeEndTheHold()
    {
        TestDevice device = Provisioned();
        Takes(device, "alpha", 7);
        device.Reboot();
        Takes(device, "beta", 0);
        device.Button.Holds = true;
        device.Body(new Wipe().Encode());
        device.Provision(0x11);
        Takes(device, "alpha", 0);
    }

    [TestMethod]
    public void WhoIsToldHasChangedNothing()
    {
        TestDevice device = Provisioned();
        Takes(device, "alpha", 3);
        uint sessions = device.Status().Sessions;
        Told(device, "beta", 3, "alpha");
        Assert.AreEqual(sessions, device.Status().Sessions);
    }

    [TestMethod]
    public void ANameIsBoundedAndCarriesNoControls()
    {
        TestDevice device = Provisioned();
        byte[] message = Message(new byte[ProtocolLimits.HolderBytesMax - 8], 0);
        device.Body(message);
        Told(device, "beta", 0, "?");
        byte[] longer = new byte[message.Length + 1];
        message.CopyTo(longer, 0);
        longer[message.Length - ProtocolLimits.HolderBytesMax - 1]++;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, longer);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new Unlock { HostHalf = TestDevice.Fill(32, 0x77), Holder = new byte[7] }.Encode());
    }

    private static TestDevice Provisioned()
    {
        TestDevice device = new TestDevice();
        device.Provision(0x11);
        return device;
    }

    private static void Takes(TestDevice device, string holder, ulong fence) => device.Body(Message(Ascii.Bytes(holder), fence));

    private static void Told(TestDevice device, string holder, ulong fence, string name)
    {
        Reply reply = device.Ask(Message(Ascii.Bytes(holder), fence));
        Assert.AreEqual(ReplyStatus.NotNow, reply.Status);
        Assert.AreEqual(ErrorCode.HeldByAnother, reply.Code);
        StringAssert.Contains(reply.Sentence, "another bridge holds this device: " + name);
    }

    private static byte[] Message(byte[] name, ulong fence)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, fence);
        return new Unlock { HostHalf = TestDevice.Fill(32, 0x77), Holder = name.Length == 0 ? [] : [.. number, .. name] }.Encode();
    }
}
