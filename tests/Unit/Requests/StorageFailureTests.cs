using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>When storage does not keep its promise there is no signature, the device stops, and the next boot knows what was promised.</summary>
[TestClass]
public class StorageFailureTests
{
    [TestMethod]
    public void NoCommitNoSignature()
    {
        TestPair pair = TestPair.Locked();
        byte[] sign = pair.Sign(true, 1, 1, pair.Content(1)).Encode();
        Fails(pair.Ours, sign);

        // Nothing was promised, so after the next boot even another content may be signed.
        pair.Ours.Restart();
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(0)).Encode());
    }

    [TestMethod]
    public void NoCommitNoSecret()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(1);
        pair.Ours.Body(pair.Validate(true, 1, 1, content, pair.Signed(true, 1, 1, content)).Encode());
        Fails(pair.Ours, pair.Revoke(true, 0).Encode());
        pair.Ours.Restart();
        pair.Ours.Body(pair.Close(true, 1, 0).Encode());
        pair.Ours.Refuses("policy-revoke-not-closed", pair.Revoke(true, 0).Encode());
    }

    [TestMethod]
    public void AStoppedDeviceAnswersNothingElse()
    {
        TestPair pair = TestPair.Locked();
        byte[] old = pair.Sign(true, 1, 0, pair.Content(0)).Encode();
        Fails(pair.Ours, pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        Assert.IsTrue(pair.Ours.Ask(old).Code == ErrorCode.Stopped);
        Assert.IsTrue(pair.Ours.Ask(new NodeKeys().Encode()).Code == ErrorCode.Stopped);
        Unlock unlock = new Unlock();
        unlock.HostHalf = pair.Ours.HostHalf;
        Assert.IsTrue(pair.Ours.Ask(unlock.Encode()).Code == ErrorCode.Stopped);
        Assert.IsTrue(pair.Ours.Status().StopReason == StopReason.StorageFailed);
    }

    [TestMethod]
    public void IdleWorkThatFailsStopsTheDeviceToo()
    {
        TestPair pair = TestPair.Locked();
        byte[] signatures = pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode()).Rest();
        pair.Ours.Volume.FailingWrite = pair.Ours.Volume.Writes + 1;
        pair.Ours.Idle();
        Assert.IsTrue(pair.Ours.Status().State == DeviceState.Stopped);

        // What was signed was durable before: it is known after the boot.
        pair.Ours.Restart();
        Assert.IsTrue(Check.Same(signatures, pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode()).Rest()));
        pair.Ours.Refuses("policy-commitment-retry-same", pair.Sign(true, 1, 1, pair.Content(0)).Encode());
    }

    private static void Fails(TestDevice device, byte[] message)
    {
        device.Volume.FailingWrite = device.Volume.Writes + 1;
        Reply reply = device.Ask(message);
        Assert.IsTrue(reply.Status == ReplyStatus.Fault && reply.Code == ErrorCode.Storage);
        Assert.IsTrue(reply.Body == null);
    }
}
