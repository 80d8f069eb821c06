using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

[TestClass]
public class SignerClientTests
{
    [TestMethod]
    public void EveryStatusIsAnExceptionOfItsOwn()
    {
        using SignerClient client = NewClient(new LedgerFirmware.Ledger());

        SignerRefusedException refused = Assert.ThrowsExactly<SignerRefusedException>(() => client.Ask(new Ecdh { Point = new byte[33] }));
        Assert.AreEqual("policy-test", refused.Tag);
        Assert.AreEqual("no", refused.Sentence);
        Assert.AreEqual(ErrorCode.Rule, refused.Code);
        Assert.ThrowsExactly<SignerFaultException>(() => client.Ask(new NodeKeys()));
        Assert.ThrowsExactly<SignerMalformedException>(() => client.Ask(new DeriveSecret { Info = [] }));
        Assert.AreEqual(ErrorCode.UnknownChannel, Assert.ThrowsExactly<SignerNotReadyException>(() => client.Ask(new ForgetChannel { ChannelId = new byte[16] })).Code);

        client.Ask(new NewChannel { Peer = new byte[33], Dbid = 1 });
    }

    /// <summary>Somebody on the cable must not write to the owner's terminal.</summary>
    [TestMethod]
    public void WordsOfADeviceHoldNothingThatATerminalObeys()
    {
        Reply reply = new() { Status = ReplyStatus.Refused, Code = ErrorCode.Rule, Tag = "a\u001b[2Jb", Rule = "Rule\u0007", Sentence = "ok\r\nsudo \u009b31m\u202e" };
        SignerRefusedException refused = new(reply);
        Assert.AreEqual("a?[2Jb", refused.Tag);
        Assert.AreEqual("Rule?", refused.Rule);
        Assert.AreEqual("ok??sudo ?31m?", refused.Sentence);
        Assert.IsFalse(refused.Message.Any(char.IsControl));
    }

    [TestMethod]
    public void TheNewestReceiptIsKeptAndShownAtTheNextUnlock()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        byte[] first = [0, 0, 0, 0, 0, 0, 0, 9, .. new byte[16]];
        using SignerClient client = NewClient(ledger, device, first);
        client.Connect();
        CollectionAssert.AreEqual(first, ledger.ReceiptGiven);

        client.Ask(new NewChannel { Peer = new byte[33], Dbid = 1 });
        byte[] newest = client.LatestReceipt!;
        Assert.AreEqual(2UL, new ByteReader(newest).U64());

        device.Reboot();
        client.Ask(new NewChannel { Peer = new byte[33], Dbid = 2 });
        CollectionAssert.AreEqual(newest, ledger.ReceiptGiven);
    }

    [TestMethod]
    public void AWrongHalfIsSaidAtOnce()
    {
        LedgerFirmware.Ledger ledger = new();
        using SignerClient client = new(new InProcessTransport(LedgerFirmware.NewDevice(ledger)), new SignerClientSettings { HostHalf = [.. Enumerable.Repeat((byte)1, 32)] });

        Assert.AreEqual(ErrorCode.WrongHostHalf, Assert.ThrowsExactly<SignerNotReadyException>(() => client.Connect()).Code);
    }

    [TestMethod]
    public void WithoutAHalfTheDeviceSaysThatItIsLocked()
    {
        LedgerFirmware.Ledger ledger = new();
        using SignerClient client = new(new InProcessTransport(LedgerFirmware.NewDevice(ledger)), new SignerClientSettings());

        Assert.AreEqual(DeviceState.Locked, client.Connect().State);
        Assert.AreEqual(ErrorCode.Locked, Assert.ThrowsExactly<SignerNotReadyException>(() => client.Ask(new NewChannel { Peer = new byte[33] })).Code);
        Assert.AreEqual(0, ledger.Asked.Count);
    }

    [TestMethod]
    public void AnotherVersionIsSaidAndNothingIsAsked()
    {
        LedgerFirmware.Ledger ledger = new() { Version = 1 };
        using SignerClient client = NewClient(ledger);

        Assert.AreEqual(ErrorCode.VersionMismatch, Assert.ThrowsExactly<SignerNotReadyException>(() => client.Ask(new NewChannel { Peer = new byte[33] })).Code);
        Assert.AreEqual(0, ledger.Asked.Count);
    }

    [TestMethod]
    public void ADeadDeviceIsLostAfterTheAttemptsThatTheSettingsAllow()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        device.CutPower();
        using SignerClient client = new(new InProcessTransport(device) { BootsByItself = false }, Patience(ledger) with { ReopensMax = 2 });
        List<string> troubles = [];
        client.Troubled += troubles.Add;

        LinkLostException lost = Assert.ThrowsExactly<LinkLostException>(() => client.Connect());
        StringAssert.Contains(lost.Message, "simulated");
        Assert.AreEqual(1, troubles.Count, "trouble is told once");

        int recovered = 0;
        client.Recovered += () => recovered++;
        device.Boot();
        client.Ask(new NewChannel { Peer = new byte[33], Dbid = 3 });
        Assert.AreEqual(1, recovered);
    }

    [TestMethod]
    public void AnotherHostThatTookTheSessionIsNoticedAndTheRequestGoesOn()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        using SignerClient first = NewClient(ledger, device);
        using SignerClient second = NewClient(ledger, device);

        for (ulong i = 0; i < 6; i++)
        {
            (i % 2 == 0 ? first : second).Ask(new NewChannel { Peer = new byte[33], Dbid = i });
        }

        CollectionAssert.AreEqual(new ulong[] { 0, 1, 2, 3, 4, 5 }, ledger.Asked);
    }

    [TestMethod]
    public void AStrangersHelloDoesNotHarmTheSessionForLong()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        using SignerClient owner = NewClient(ledger, device);
        using SignerClient stranger = new(new InProcessTransport(device), new SignerClientSettings());
        owner.Ask(new NewChannel { Peer = new byte[33], Dbid = 1 });

        stranger.Connect();
        Assert.ThrowsExactly<SignerNotReadyException>(() => stranger.Ask(new NewChannel { Peer = new byte[33], Dbid = 2 }));
        owner.Ask(new NewChannel { Peer = new byte[33], Dbid = 3 });

        CollectionAssert.AreEqual(new ulong[] { 1, 3 }, ledger.Asked);
    }

    [TestMethod]
    public void FiguresAreToldForEveryAnswer()
    {
        using SignerClient client = NewClient(new LedgerFirmware.Ledger());
        client.Connect();
        List<ExchangeFigures> figures = [];
        client.Exchanged += figures.Add;

        client.Ask(new NewChannel { Peer = new byte[33], Dbid = 1 });
        Assert.ThrowsExactly<SignerRefusedException>(() => client.Ask(new Ecdh { Point = new byte[33] }));

        Assert.AreEqual(2, figures.Count);
        Assert.AreEqual(MessageId.NewChannel, figures[0].Id);
        Assert.AreEqual(14 + 1 + 33 + 8 + 8, figures[0].BytesToDevice);
        Assert.AreEqual(14 + 1 + 24 + 8, figures[0].BytesFromDevice);
        Assert.AreEqual(MessageId.Ecdh, figures[1].Id);
    }

    [TestMethod]
    public void ManyThreadsShareOneDevice()
    {
        LedgerFirmware.Ledger ledger = new();
        using SignerClient client = NewClient(ledger);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            byte[] message = BitConverter.GetBytes(i);
            CollectionAssert.AreEqual(LedgerFirmware.Sign(message), client.Ask(new SignMessage { Message = message }).Signature);
            client.Ask(new NewChannel { Peer = new byte[33], Dbid = (ulong)i });
        });

        Assert.AreEqual(200, ledger.Asked.Distinct().Count());
        Assert.AreEqual(200, ledger.Asked.Count);
    }

    [TestMethod]
    public void DisposingEndsAWaitingRequest()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        device.CutPower();
        SignerClient client = new(new InProcessTransport(device) { BootsByItself = false }, Patience(ledger));
        using ManualResetEventSlim troubled = new();
        client.Troubled += _ => troubled.Set();
        Task waiting = Task.Run(() => client.Ask(new NewChannel { Peer = new byte[33] }));
        troubled.Wait();

        client.Dispose();

        Assert.ThrowsExactly<AggregateException>(() => waiting.Wait());
        Assert.IsTrue(waiting.IsCanceled || waiting.Exception!.InnerException is OperationCanceledException);
    }

    private static SignerClient NewClient(LedgerFirmware.Ledger ledger, SimulatedDevice? device = null, byte[]? receipt = null)
        => new(new InProcessTransport(device ?? LedgerFirmware.NewDevice(ledger)), Patience(ledger) with { Receipt = receipt });

    private static SignerClientSettings Patience(LedgerFirmware.Ledger ledger) => new()
    {
        HostHalf = ledger.HostHalf,
        ReopenDelay = TimeSpan.FromMilliseconds(1),
        ReopenDelayMax = TimeSpan.FromMilliseconds(2),
        Time = StandingClock.Instance,
    };
}
