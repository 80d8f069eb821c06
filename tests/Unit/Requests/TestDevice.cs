using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>A signer on a volume in memory, asked without a line in between.</summary>
public sealed class TestDevice
{
    public readonly TestVolume Volume;
    public readonly TestButton Button = new TestButton();
    public readonly TestLight Light = new TestLight();
    public readonly TestWitness Witness;
    public readonly byte[] HostHalf = Fill(32, 0x77);

    private static readonly byte[] s_table = GeneratorTable.Make(false);

    private Signer _signer;

    /// <summary>A blank device.</summary>
    public TestDevice()
        : this(new TestVolume())
    {
    }

    /// <summary>A device that gets power with this volume.</summary>
    public TestDevice(TestVolume volume)
        : this(volume, new TestWitness())
    {
    }

    /// <summary>Another device of an owner whose first one has this witness.</summary>
    public TestDevice(TestVolume volume, TestWitness witness)
    {
        Volume = volume;
        Witness = witness;
        _signer = NewSigner();
    }

    /// <summary>A device that is ready, with a raw secret made of one byte.</summary>
    public static TestDevice Ready(byte secret)
    {
        TestDevice device = new TestDevice();
        device.Provision(secret);
        device.Unlock(null!);
        return device;
    }

    /// <summary>
    /// The same for tests that are not about payments: their commitments carry whatever a rule about commitments, fundings or exits needs, although nobody approved it. So the
    /// owner has switched the rules about payments off, with the button.
    /// </summary>
    public static TestDevice Unfollowed(byte secret)
    {
        TestDevice device = Ready(secret);
        device.Button.Presses = true;
        device.SetLimit(19, 0);
        device.Button.Presses = false;
        device.Button.Questions = 0;
        device.Button.LastQuestion = "";
        return device;
    }

    /// <summary>A limit by its number.</summary>
    public void SetLimit(byte number, ulong value)
    {
        LimitChangeFields change = new LimitChangeFields();
        change.Number = number;
        change.Value = value;
        SetLimits set = new SetLimits();
        set.Changes = new LimitChangeFields[] { change };
        Body(set.Encode());
    }

    /// <summary>Power off and on again: a new signer on the same volume.</summary>
    public void Reboot()
    {
        Volume.FailingWrite = 0;
        _signer = NewSigner();
    }

    /// <summary>Reboot and unlock.</summary>
    public void Restart()
    {
        Reboot();
        Unlock(null!);
    }

    public void Provision(byte secret)
    {
        Provision provision = new Provision();
        provision.Kind = SecretKind.Raw;
        provision.Network = Network.Regtest;
        provision.Secret = Fill(32, secret);
        provision.HostHalf = Fill(32, 0x77);
        Body(provision.Encode());
    }

    public UnlockReply Unlock(byte[] receipt)
    {
        Unlock unlock = new Unlock();
        unlock.HostHalf = Fill(32, 0x77);
        unlock.Receipt = receipt;
        return UnlockReply.Decode(Body(unlock.Encode()));
    }

    public StatusReply Status()
    {
        return StatusReply.Decode(Body(new Status().Encode()));
    }

    /// <summary>A heap that can be full, until the next boot.</summary>
    public void Memory(TestMemory memory)
    {
        _signer.Memory = memory;
    }

    public void Idle()
    {
        _signer.Idle();
    }

    /// <summary>Any reply. A host that waits until the device asks its owner again, however long that takes.</summary>
    public Reply Ask(byte[] message)
    {
        Button.Clock.NowMs += Button.WasSilent ? 3600000 : 0;
        Button.WasSilent = false;
        return AskAtOnce(message);
    }

    /// <summary>Any reply, with no time in between.</summary>
    public Reply AskAtOnce(byte[] message)
    {
        Witness.Asked(message);
        byte[] reply = _signer.Handle(message, message.Length);
        Witness.Answered(reply);
        return Reply.Decode(reply);
    }

    /// <summary>The body of a reply that must be ok.</summary>
    public ByteReader Body(byte[] message)
    {
        Reply reply = Ask(message);
        Assert.AreEqual("", reply.Tag + reply.Sentence);
        Assert.IsTrue(reply.Status == ReplyStatus.Ok);
        return new ByteReader(reply.Body);
    }

    /// <summary>A refusal with this tag, after which nothing is different: not a byte on flash, not the receipt.</summary>
    public void Refuses(string tag, byte[] message)
    {
        byte[] image = Volume.Image();
        byte[] receipt = Ask(new Status().Encode()).Receipt;
        Reply reply = Ask(message);
        if (Witness.LetsPass && reply.Status == ReplyStatus.Ok)
        {
            return;
        }

        Assert.AreEqual(tag, reply.Tag);
        Assert.IsTrue(reply.Status == ReplyStatus.Refused && reply.Code == ErrorCode.Rule && reply.Sentence.Length > 20);
        Unchanged(image, receipt);
    }

    /// <summary>An answer without effect: malformed or not now, with this code.</summary>
    public void Rejects(ReplyStatus status, ErrorCode code, byte[] message)
    {
        byte[] image = Volume.Image();
        byte[] receipt = Ask(new Status().Encode()).Receipt;
        Reply reply = Ask(message);
        if (Witness.LetsPass && reply.Status == ReplyStatus.Ok)
        {
            return;
        }

        Assert.AreEqual("", reply.Tag);
        Assert.AreEqual((int)code, (int)reply.Code);
        Assert.IsTrue(reply.Status == status && reply.Sentence.Length > 5);
        Unchanged(image, receipt);
    }

    /// <summary>How many journal commits the request cost; it must be answered with ok.</summary>
    public int CommitsOf(byte[] message)
    {
        ulong before = Status().JournalSequence;
        Body(message);
        return (int)(Status().JournalSequence - before);
    }

    public static byte[] Fill(int length, byte value)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = value;
        }

        return bytes;
    }

    private void Unchanged(byte[] image, byte[] receipt)
    {
        Assert.IsTrue(Check.Same(image, Volume.Image()));
        Assert.IsTrue(Check.Same(receipt, Ask(new Status().Encode()).Receipt));
    }

    private Signer NewSigner()
    {
        Signer signer = new Signer(Volume, Button.Clock, new TestEntropy(7), Witness.Hearing(Button), Light, Witness.Hmac,
            new ByteTable(s_table), Hex.Ascii("test"));
        signer.Native = Witness.Native;
        signer.Boot();
        return signer;
    }
}
