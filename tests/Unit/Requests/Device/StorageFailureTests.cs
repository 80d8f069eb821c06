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
    public void NoSecondCopyNoSignature()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Volume.FailingWrite = pair.Ours.Volume.Writes + 2;
        Reply reply = pair.Ours.Ask(pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Fault && reply.Code == ErrorCode.Storage && reply.Body == null);
        Assert.IsTrue(pair.Ours.Status().State == DeviceState.Stopped);

        // The head was durable: the next boot completes the commit, and the host gets its signature by asking again.
        pair.Ours.Restart();
        pair.Ours.Refuses("policy-commitment-retry-same", pair.Sign(true, 1, 1, pair.Content(0)).Encode());
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode());
    }

    [TestMethod]
    public void ThereIsNoIdleWorkThatADurablePromiseWaitsFor()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        int writes = pair.Ours.Volume.Writes;
        for (int i = 0; i < 20; i++)
        {
            pair.Ours.Idle();
        }

        Assert.AreEqual(writes, pair.Ours.Volume.Writes);
    }

    /// <summary>
    /// The theft of the one-copy window: power goes right after the reply, the newest head falls back to its own earlier content, and the host has
    /// no receipt. Before, the device signed another content for the same number.
    /// </summary>
    [TestMethod]
    public void AHeadThatFallsBackAfterTheReplyDoesNotFreeItsNumber()
    {
        TestPair pair = TestPair.Locked();
        TestVolume before = pair.Ours.Volume.Fork();
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        string[] heads = new string[] { "a/h", "b/h" };
        for (int i = 0; i < heads.Length; i++)
        {
            TestVolume volume = pair.Ours.Volume.Fork();
            volume.Write(heads[i], before.Read(heads[i]));
            TestDevice device = new TestDevice(volume);
            Unlock unlock = new Unlock();
            unlock.HostHalf = device.HostHalf;
            device.Ask(unlock.Encode());
            Reply reply = device.Ask(pair.Sign(true, 1, 1, pair.Content(0)).Encode());
            Assert.IsTrue(reply.Status != ReplyStatus.Ok, heads[i]);
        }
    }

    private static void Fails(TestDevice device, byte[] message)
    {
        device.Volume.FailingWrite = device.Volume.Writes + 1;
        Reply reply = device.Ask(message);
        Assert.IsTrue(reply.Status == ReplyStatus.Fault && reply.Code == ErrorCode.Storage);
        Assert.IsTrue(reply.Body == null);
    }
}
