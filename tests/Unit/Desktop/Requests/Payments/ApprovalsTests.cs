using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Desktop.Vectors;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Own payments through whole requests: what is approved with the button and without, how long, how much, and what nothing widens.</summary>
[TestClass]
public class ApprovalsTests
{
    private const string Given = "policy-commitment-payment-approved";
    private const string Velocity = "policy-commitment-payment-velocity";
    private const string Listed = "policy-commitment-payment-allowlisted";
    private const string Fixed = "holdfast-approval-fixed";
    private const string TooMuch = "holdfast-payment-limit";
    private const string Expired = "policy-invoice-not-expired";

    // On regtest: at least 222 sat of fees, or a tenth.
    private const ulong Coffee = 250_000_000;
    private const ulong CoffeeWithFee = 275_000_000;

    [TestMethod]
    public void WhilePaymentsAreNotCheckedNothingIsApproved()
    {
        TestDevice device = TestDevice.Unfollowed(1);
        byte[] request = new ApproveInvoice { Invoice = [1, 2, 3] }.Encode();
        Assert.AreEqual(0, device.CommitsOf(request));
        Assert.AreEqual(0ul, Approved(device, request));
        Assert.AreEqual(0, device.Button.Questions);
        Assert.AreEqual(0, Read(device).Approvals.Length);
    }

    [TestMethod]
    public void EveryPaymentIsAQuestionAtFirst()
    {
        TestDevice device = Checking();
        byte[] request = Pay(TestInvoice.Of(1));
        device.Refuses(Given, request);
        device.Button.Presses = true;
        Assert.AreEqual(1, device.CommitsOf(request));
        Assert.AreEqual($"Send a payment of 250000 sat, and at most 25000 sat of fees,\nto {Hex.Text(TestInvoice.Payee)},\nfor \"coffee\"?", device.Button.LastQuestion);
        device.Button.Presses = false;
        int questions = device.Button.Questions;
        Assert.AreEqual(0, device.CommitsOf(request));
        device.Restart();
        Assert.AreEqual(CoffeeWithFee, Approved(device, request));
        Assert.AreEqual(questions, device.Button.Questions);
        ApprovalFields approval = Read(device).Approvals.Single();
        Assert.AreEqual(CoffeeWithFee, approval.ApprovedMsat);
        Assert.AreEqual(1_700_003_600u, approval.Expires);
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)1, 20).ToArray(), approval.HashStart);
        Assert.AreEqual(0ul, Read(device).HourMsat);
    }

    [TestMethod]
    public void AnotherRequestOfTheSameHashDoesNotAddToIt()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        device.Body(Pay(TestInvoice.Of(1)));
        device.Refuses(Fixed, Pay(TestInvoice.Of(1, prefix: "lnbcrt2501u")));
        device.Refuses(Fixed, Send(1, Coffee + 1000));
        device.Refuses(TooMuch, Send(1, ulong.MaxValue));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(1, prefix: "lnbcrt1u"))));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(1, prefix: "lnbcrt"))));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Send(1, 5)));
        Assert.AreEqual(1, device.Button.Questions);
        Assert.AreEqual(1, Read(device).Approvals.Length);

        // A press is for one approval: taken back, the payment is a question again, within the same two minutes.
        device.Button.Presses = false;
        device.Body(new ForgetApproval { HashStart = [.. Enumerable.Repeat((byte)1, 20)] }.Encode());
        Assert.AreEqual(0, Read(device).Approvals.Length);
        device.Refuses(Given, Pay(TestInvoice.Of(1)));
    }

    [TestMethod]
    public void SmallPaymentsNeedNoButtonUpToTheLimit()
    {
        TestDevice device = Checking(autoApprove: Coffee, hour: 1_000_000_000);
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(1))));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Send(3, Coffee)));
        Assert.AreEqual(2 * CoffeeWithFee, Read(device).HourMsat);
        Assert.AreEqual(2 * CoffeeWithFee, Read(device).DayMsat);
        device.Refuses(Given, Pay(TestInvoice.Of(2, prefix: "lnbcrt2500010n")));
        device.Refuses(Given, Send(2, Coffee + 1));
    }

    [TestMethod]
    public void TheFeeIsTheLargerOfTheTwo()
    {
        TestDevice device = Checking(autoApprove: 10_000_000, hour: 100_000_000);
        Assert.AreEqual(1 + 222_000ul, Approved(device, Send(1, 1)));
        Assert.AreEqual(2_220_000 + 222_000ul, Approved(device, Send(2, 2_220_000)));
        Assert.AreEqual(2_220_010 + 222_001ul, Approved(device, Send(3, 2_220_010)));
    }

    [TestMethod]
    public void WhatNeedsNoButtonIsBoundedByTheHourAndARestartDoesNotRefill()
    {
        TestDevice device = Checking(autoApprove: Coffee, hour: 2 * CoffeeWithFee);
        device.Body(Pay(TestInvoice.Of(1)));
        device.Body(Pay(TestInvoice.Of(2)));
        AtOnce(device, Velocity, Pay(TestInvoice.Of(3)));
        device.Restart();
        AtOnce(device, Velocity, Pay(TestInvoice.Of(3)));

        // With the button more is approved, and it does not count.
        device.Button.Presses = true;
        device.Button.Clock.NowMs += 10_000;
        device.Body(Pay(TestInvoice.Of(3)));
        device.Button.Presses = false;
        AtOnce(device, Velocity, Pay(TestInvoice.Of(4)));

        // Half an hour of power, to the second, makes room for one of the two.
        while (Read(device).HourMsat > CoffeeWithFee)
        {
            AtOnce(device, Velocity, Pay(TestInvoice.Of(4)));
            device.Button.Clock.NowMs += 60_000;
        }

        Assert.IsTrue(Read(device).HourMsat > CoffeeWithFee * 9 / 10);
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(4))));
        AtOnce(device, Velocity, Pay(TestInvoice.Of(5)));
    }

    [TestMethod]
    public void TheDayIsBoundedAsWell()
    {
        TestDevice device = Checking(autoApprove: Coffee, hour: 1_000_000_000, day: 3 * CoffeeWithFee);
        for (byte hash = 1; hash <= 3; hash++)
        {
            device.Body(Pay(TestInvoice.Of(hash)));
            device.Button.Clock.NowMs += 7_200_000;
        }

        Assert.AreEqual(0ul, Read(device).HourMsat);
        AtOnce(device, Velocity, Pay(TestInvoice.Of(4)));
        device.Button.Clock.NowMs += 86_400_000;
        Assert.AreEqual(0ul, Read(device).DayMsat);
        device.Body(Pay(TestInvoice.Of(4)));
    }

    [TestMethod]
    public void NoPressMakesAPaymentLargerThanTheLimit()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        device.Body(LimitsTests.Set(20, Coffee));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(1))));
        device.Refuses(TooMuch, Pay(TestInvoice.Of(2, prefix: "lnbcrt2500010n")));
        device.Refuses(TooMuch, Send(2, Coffee + 1));
        device.Refuses(TooMuch, Send(2, ulong.MaxValue));
        device.Refuses(TooMuch, Pay(TestInvoice.Of(2, prefix: "lnbcrt21000000")));
        device.Body(LimitsTests.Set(20, 100_000_000_000_000));
        Assert.AreEqual(110_000_000_000_000ul, Approved(device, Send(2, 100_000_000_000_000)));
        device.Refuses(TooMuch, Send(3, 100_000_000_000_001));
    }

    [TestMethod]
    public void APayeeOnTheListNeedsNoButtonWhileTheDeviceHasAClock()
    {
        TestDevice device = Checking(hour: 2 * CoffeeWithFee);
        device.Refuses(Listed, Allow(true));
        device.Button.Presses = true;
        Assert.AreEqual(1, device.CommitsOf(Allow(true)));
        StringAssert.Contains(device.Button.LastQuestion, Hex.Text(TestInvoice.Payee));
        Assert.AreEqual(0, device.CommitsOf(Allow(true)));
        device.Button.Presses = false;
        device.Refuses(Given, Pay(TestInvoice.Of(1)));

        uint now = Clock(device);
        device.Restart();
        Assert.AreEqual(Hex.Text(TestInvoice.Payee), Hex.Text(ReadAllowlistReply.Decode(device.Body(new ReadAllowlist().Encode())).Payees.Single()));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(1, timestamp: now))));

        // Somebody else's invoice, the node's word for the payee, and what the hour has no room for.
        AtOnce(device, Given, Pay(TestInvoice.Of(2, timestamp: now, secret: [.. Enumerable.Repeat((byte)9, 32)])));
        AtOnce(device, Given, Send(2, 1000));
        device.Body(Pay(TestInvoice.Of(2, timestamp: now)));
        AtOnce(device, Velocity, Pay(TestInvoice.Of(3, timestamp: now)));

        // Off the list without the button; the old press does not bring the payee back.
        device.Body(Allow(false));
        device.Refuses(Listed, Allow(true));
        device.Refuses(Given, Pay(TestInvoice.Of(3, timestamp: now)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, new AllowPayee { Payee = new byte[33], IsAllowed = true }.Encode());
    }

    [TestMethod]
    public void TheListOfPayeesHasAnEnd()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        byte[][] payees = [.. Enumerable.Range(1, 15).Select(i => Holdfast.Crypto.Secp256k1.Software().PublicKey([.. Enumerable.Repeat((byte)i, 32)]))];
        foreach (byte[] payee in payees[..14])
        {
            device.Body(new AllowPayee { Payee = payee, IsAllowed = true }.Encode());
        }

        int questions = device.Button.Questions;
        device.Rejects(ReplyStatus.NotNow, ErrorCode.ApprovalsFull, new AllowPayee { Payee = payees[14], IsAllowed = true }.Encode());
        Assert.AreEqual(questions, device.Button.Questions);
        device.Body(new AllowPayee { Payee = payees[3], IsAllowed = false }.Encode());
        device.Body(new AllowPayee { Payee = payees[14], IsAllowed = true }.Encode());
        device.Restart();
        Assert.AreEqual(14, ReadAllowlistReply.Decode(device.Body(new ReadAllowlist().Encode())).Payees.Length);
    }

    [TestMethod]
    public void AnInvoiceExpiresByTheChain()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        device.Body(Pay(TestInvoice.Of(1, timestamp: 1)));
        uint now = Clock(device);
        Assert.IsTrue(Read(device).Approvals.Single().IsExpired);
        device.Refuses(Expired, Pay(TestInvoice.Of(1, timestamp: 1)));
        device.Refuses(Expired, Pay(TestInvoice.Of(2, timestamp: now - 3601)));
        device.Body(Pay(TestInvoice.Of(2, timestamp: now - 3600)));

        // The expired approval has left with that write.
        Assert.AreEqual(now, Read(device).Approvals.Single().Expires);
        device.Refuses(Expired, Pay(TestInvoice.Of(3, timestamp: now - 61).AddGroups(6, 1, 28)));
        device.Body(Pay(TestInvoice.Of(3, timestamp: now - 60).AddGroups(6, 1, 28)));
        device.Body(Pay(TestInvoice.Of(4, timestamp: uint.MaxValue).AddGroups(6, [.. Enumerable.Repeat((byte)31, 12)])));
        Assert.AreEqual(uint.MaxValue, Read(device).Approvals[^1].Expires);
    }

    /// <summary>After a start, the device knows the newest blocks no more; that makes no invoice younger.</summary>
    [TestMethod]
    public void ARestartDoesNotTurnTheClockBack()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        uint now = Clock(device);
        device.Refuses(Expired, Pay(TestInvoice.Of(1, timestamp: now - 3601)));
        device.Restart();
        device.Refuses(Expired, Pay(TestInvoice.Of(1, timestamp: now - 3601)));
        device.Body(Pay(TestInvoice.Of(1, timestamp: now - 3600)));
    }

    [TestMethod]
    public void AFullBookHasItsExits()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        for (byte hash = 1; hash <= 13; hash++)
        {
            device.Body(Pay(TestInvoice.Of(hash, timestamp: hash == 5 ? 1u : 1_700_000_000u)));
        }

        int questions = device.Button.Questions;
        device.Rejects(ReplyStatus.NotNow, ErrorCode.ApprovalsFull, Pay(TestInvoice.Of(14)));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.ApprovalsFull, Send(14, 1));
        Assert.AreEqual(questions, device.Button.Questions);
        device.Restart();
        Assert.AreEqual(13, Read(device).Approvals.Length);
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(13))));

        device.Body(new ForgetApproval { HashStart = [.. Enumerable.Repeat((byte)3, 20)] }.Encode());
        device.Body(Pay(TestInvoice.Of(14)));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.ApprovalsFull, Pay(TestInvoice.Of(15)));

        // Once there is a clock, what has expired makes room.
        Clock(device);
        device.Body(Pay(TestInvoice.Of(15)));
        Assert.AreEqual(0, device.CommitsOf(new ForgetApproval { HashStart = new byte[20] }.Encode()));
    }

    [TestMethod]
    public void ACheckApprovesNothingAndAsksNobody()
    {
        TestDevice device = Checking(autoApprove: Coffee);
        byte[] check = new ApproveInvoice { Invoice = TestInvoice.Of(1).Text(), IsCheck = true }.Encode();
        Assert.AreEqual(0, device.CommitsOf(check));
        Assert.AreEqual(0ul, Approved(device, check));
        Assert.AreEqual(0ul, Approved(device, new ApproveKeysend { Payee = TestInvoice.Payee, PaymentHash = new byte[32], AmountMsat = 1, IsCheck = true }.Encode()));
        Assert.AreEqual(0, Read(device).Approvals.Length + device.Button.Questions - 1);
        device.Refuses(TooMuch, new ApproveKeysend { Payee = TestInvoice.Payee, PaymentHash = new byte[32], AmountMsat = 16_777_216_001, IsCheck = true }.Encode());
    }

    [TestMethod]
    public void AnAmountThatThePayerChoosesIsNotApprovedInAdvance()
    {
        TestDevice device = Checking(autoApprove: Coffee);
        Assert.AreEqual(0ul, Approved(device, Pay(TestInvoice.Of(1, prefix: "lnbcrt"))));
        Assert.AreEqual(0ul, Approved(device, Send(1, 0)));
        Assert.AreEqual(0, Read(device).Approvals.Length);
    }

    [TestMethod]
    [DataRow("tea\nto 02aa, for \u0022rent", "hexadecimal 7465610a746f20303261612c20666f72202272656e74?")]
    [DataRow("a\u0022b", "hexadecimal 612262?")]
    [DataRow("c\u043effee", "hexadecimal 63d0be66666565?")]
    [DataRow("\u007f", "hexadecimal 7f?")]
    [DataRow("", "\u0022\u0022?")]
    public void AStrangersTextCannotLookLikeSomethingElse(string description, string shown)
    {
        TestDevice device = Checking();
        device.Ask(Pay(TestInvoice.Of(1, description)));
        StringAssert.EndsWith(device.Button.LastQuestion, ",\nfor " + shown);
        Assert.AreEqual(2, device.Button.LastQuestion.Count(letter => letter == '\n'));
    }

    [TestMethod]
    public void ALongTextIsCutAndAHashIsSaidToBeOne()
    {
        TestDevice device = Checking();
        device.Ask(Pay(TestInvoice.Of(1, new string('x', 101))));
        StringAssert.EndsWith(device.Button.LastQuestion, "for \"" + new string('x', 100) + "\" and more?");
        device.Ask(Pay(TestInvoice.Of(1).Without(13).Add(23, new byte[32])));
        StringAssert.EndsWith(device.Button.LastQuestion, "for a text that the invoice does not contain?");
        device.Ask(Send(1, 1_234_567));
        Assert.AreEqual($"Send a payment of 1234.567 sat, and at most 222 sat of fees,\nwithout an invoice; the node says: to {Hex.Text(TestInvoice.Payee)}?", device.Button.LastQuestion);
        device.Ask(Send(1, 1_005));
        StringAssert.StartsWith(device.Button.LastQuestion, "Send a payment of 1.005 sat, and");
    }

    [TestMethod]
    public void WhatIsNoInvoiceOfOursIsMalformed()
    {
        TestDevice device = Checking(autoApprove: Coffee);
        device.Button.Presses = true;
        foreach (string[] line in VectorFile.Read("bolt11.txt").Where(line => line[0] != "payee"))
        {
            device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new ApproveInvoice { Invoice = System.Text.Encoding.ASCII.GetBytes(line[^1]) }.Encode());
        }

        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new ApproveInvoice { Invoice = TestInvoice.Of(1).Text(signature => new byte[65]) }.Encode());
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, new ApproveKeysend { Payee = new byte[33], PaymentHash = new byte[32], AmountMsat = 1 }.Encode());
        Assert.AreEqual(1, device.Button.Questions);
    }

    /// <summary>Limits that become stricter later do not touch what was approved; they bound what comes.</summary>
    [TestMethod]
    public void StricterLimitsBoundWhatComes()
    {
        TestDevice device = Checking(autoApprove: Coffee, hour: 1_000_000_000);
        device.Body(Pay(TestInvoice.Of(1)));
        device.Body(LimitsTests.Set(22, CoffeeWithFee));
        AtOnce(device, Velocity, Pay(TestInvoice.Of(2)));
        device.Body(LimitsTests.Set(21, 0));
        device.Refuses(Given, Pay(TestInvoice.Of(2)));
        Assert.AreEqual(CoffeeWithFee, Approved(device, Pay(TestInvoice.Of(1))));
    }

    private static TestDevice Checking(ulong autoApprove = 0, ulong hour = 200_000_000, ulong day = 1_000_000_000)
    {
        TestDevice device = TestDevice.Ready(1);
        device.Button.Presses = true;
        device.Body(LimitsTests.Set(19, 1));
        device.Body(new SetLimits
        {
            Changes = [new() { Number = 21, Value = autoApprove }, new() { Number = 22, Value = hour }, new() { Number = 23, Value = day }],
        }.Encode());
        device.Button.Presses = false;
        return device;
    }

    // A refusal without the hour that the host of a test device otherwise waits behind a question that found nobody.
    private static void AtOnce(TestDevice device, string tag, byte[] request)
    {
        byte[] image = device.Volume.Image();
        Assert.AreEqual(tag, device.AskAtOnce(request).Tag);
        CollectionAssert.AreEqual(image, device.Volume.Image());
        device.Button.WasSilent = false;
    }

    // The chain in force, and its time.
    private static uint Clock(TestDevice device)
    {
        TestChain chain = new(device);
        chain.Feed(chain.Grow(90), true);
        return chain.Read().MedianTime;
    }

    private static byte[] Pay(TestInvoice invoice) => new ApproveInvoice { Invoice = invoice.Text() }.Encode();

    private static byte[] Send(byte hash, ulong amountMsat) =>
        new ApproveKeysend { Payee = TestInvoice.Payee, PaymentHash = [.. Enumerable.Repeat(hash, 32)], AmountMsat = amountMsat }.Encode();

    private static byte[] Allow(bool isAllowed) => new AllowPayee { Payee = TestInvoice.Payee, IsAllowed = isAllowed }.Encode();

    private static ulong Approved(TestDevice device, byte[] request) => ApproveInvoiceReply.Decode(device.Body(request)).ApprovedMsat;

    private static ReadApprovalsReply Read(TestDevice device) => ReadApprovalsReply.Decode(device.Body(new ReadApprovals().Encode()));
}
