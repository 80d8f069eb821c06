using System;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>A heap that is full is foreseen: what does not fit is refused by its own name, and what fails none the less is neither damage nor a surprise.</summary>
[TestClass]
public class MemoryTests
{
    [TestMethod]
    public void ACommitmentThatDoesNotFitIsRefusedWithTheNumberThatDoes()
    {
        TestMemory memory = new TestMemory();
        TestPair pair = TestPair.Locked();
        pair.Ours.Memory(memory);
        byte[] sign = pair.Sign(true, 1, 1, pair.Content(3)).Encode();
        byte[] image = pair.Ours.Volume.Image();
        memory.FreeBytes = MemoryNeed.CommitmentBytes + (2 * MemoryNeed.HtlcBytes) + 1;
        Reply reply = pair.Ours.Ask(sign);
        Assert.IsTrue(reply.Status == ReplyStatus.NotNow && reply.Code == ErrorCode.MemoryFull);
        Assert.AreEqual("the memory is full: at most 2 HTLCs on this board", reply.Sentence);
        memory.FreeBytes = 100;
        Assert.AreEqual("the memory is full: at most 0 HTLCs on this board", pair.Ours.Ask(sign).Sentence);
        Assert.AreEqual(Hex.Text(image), Hex.Text(pair.Ours.Volume.Image()));

        // The device goes on, with the same request as soon as it fits.
        memory.FreeBytes = MemoryNeed.CommitmentBytes + (3 * MemoryNeed.HtlcBytes);
        pair.Ours.Body(sign);
    }

    [TestMethod]
    public void ACommitmentIsMeasuredBeforeItIsValidated()
    {
        TestMemory memory = new TestMemory();
        TestPair pair = TestPair.Locked();
        pair.Ours.Memory(memory);
        TestContent content = pair.Content(3);
        byte[] validate = pair.Validate(true, 1, 1, content, pair.Signed(true, 1, 1, content)).Encode();
        memory.FreeBytes = MemoryNeed.CommitmentBytes + (3 * MemoryNeed.HtlcBytes) - 1;
        Reply reply = pair.Ours.Ask(validate);
        Assert.IsTrue(reply.Status == ReplyStatus.NotNow && reply.Code == ErrorCode.MemoryFull);
        Assert.AreEqual("the memory is full: at most 2 HTLCs on this board", reply.Sentence);
        memory.FreeBytes++;
        pair.Ours.Body(validate);
    }

    [TestMethod]
    public void NeitherASeedNorAnotherChannelIsTakenWithoutRoomForIt()
    {
        TestMemory memory = new TestMemory();
        memory.FreeBytes = MemoryNeed.OpenBytes - 1;
        TestDevice device = new TestDevice();
        device.Memory(memory);
        Provision provision = new Provision();
        provision.Kind = SecretKind.Raw;
        provision.Network = Network.Regtest;
        provision.Secret = device.HostHalf;
        provision.HostHalf = device.HostHalf;
        Assert.IsTrue(device.Ask(provision.Encode()).Code == ErrorCode.MemoryFull);
        Assert.IsTrue(device.Status().State == DeviceState.Blank);
        memory.FreeBytes++;
        device.Body(provision.Encode());
        device.Unlock(null!);

        NewChannel open = new NewChannel();
        open.Peer = Secp256k1.Software().PublicKey(device.HostHalf);
        open.Dbid = 7;
        memory.FreeBytes = MemoryNeed.ChannelBytes - 1;
        Assert.IsTrue(device.Ask(open.Encode()).Code == ErrorCode.MemoryFull);
        memory.FreeBytes++;
        device.Body(open.Encode());
    }

    [TestMethod]
    public void AFullHeapIsNotDamageOfTheFlash()
    {
        TestDevice device = TestDevice.Ready(1);
        device.Reboot();
        device.Volume.ReadFailure = new FullHeap();
        Unlock unlock = new Unlock();
        unlock.HostHalf = device.HostHalf;
        Reply reply = device.Ask(unlock.Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Fault && reply.Code == ErrorCode.OutOfMemory);
        StatusReply status = device.Status();
        Assert.IsTrue(status.StopReason == StopReason.OutOfMemory && status.Sentence.Length > 20);

        // With room again, nothing is lost.
        device.Volume.ReadFailure = null!;
        device.Restart();
        Assert.IsTrue(device.Status().State == DeviceState.Ready);
    }

    [TestMethod]
    public void AFullHeapInACommitSignsNothingAndLosesNothing()
    {
        TestPair pair = TestPair.Locked();
        byte[] sign = pair.Sign(true, 1, 1, pair.Content(1)).Encode();
        pair.Ours.Volume.WriteFailure = new FullHeap();
        pair.Ours.Volume.FailingWrite = pair.Ours.Volume.Writes + 1;
        Reply reply = pair.Ours.Ask(sign);
        Assert.IsTrue(reply.Status == ReplyStatus.Fault && reply.Code == ErrorCode.OutOfMemory && reply.Body == null);
        Assert.IsTrue(pair.Ours.Ask(sign).Code == ErrorCode.Stopped);
        Assert.IsTrue(pair.Ours.Status().StopReason == StopReason.OutOfMemory);
        pair.Ours.Restart();
        pair.Ours.Body(sign);
    }

    [TestMethod]
    public void AnErrorThatNobodyForesawIsNamed()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Volume.WriteFailure = new InvalidOperationException();
        pair.Ours.Volume.FailingWrite = pair.Ours.Volume.Writes + 1;
        Reply reply = pair.Ours.Ask(pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        Assert.IsTrue(reply.Code == ErrorCode.Unexpected);
        Assert.AreEqual("an error that nobody foresaw (InvalidOperationException)", reply.Sentence);
        Assert.IsTrue(pair.Ours.Status().StopReason == StopReason.Unexpected);
    }

    [TestMethod]
    public void TheHeapIsTidiedBetweenRequestsAndNotInThem()
    {
        TestMemory memory = new TestMemory();
        memory.FreeBytes = 1000000;
        TestDevice device = TestDevice.Ready(1);
        device.Memory(memory);
        device.Idle();
        int compactions = memory.Compactions;
        device.Idle();
        Assert.AreEqual(compactions, memory.Compactions);
        device.Status();
        Assert.AreEqual(compactions, memory.Compactions);
        device.Idle();
        Assert.AreEqual(compactions + 1, memory.Compactions);
    }

    private sealed class FullHeap : OutOfMemoryException
    {
    }
}
