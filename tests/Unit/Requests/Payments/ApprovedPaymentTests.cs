using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Own payments that the owner has agreed to leave in as many parts as the node likes, once.</summary>
[TestClass]
public class ApprovedPaymentTests
{
    private const ulong Part = 20000000;
    private const string PaidBefore = "holdfast-paid-before";

    [TestMethod]
    public void AnApprovedPaymentLeavesInPartsAndOnce()
    {
        TestWays ways = Approved();
        Htlc[] part = TestHtlc.One(TestHtlc.Out(9, Part, 600000));
        ulong ownA = ways.A.OwnMsat - Part;
        ulong ownB = ways.B.OwnMsat - 2 * Part;
        ways.A.Go(part, ownA);
        ways.B.Go(TestHtlc.One(TestHtlc.Out(9, 2 * Part, 600000)), ownB);
        int questions = ways.Device.Button.Questions;
        Htlc[] more = new Htlc[] { part[0], TestHtlc.Out(9, Part, 600001) };
        ways.Device.Refuses("policy-commitment-payment-approved", ways.A.Sign(more, ownA - Part).Encode());
        Assert.AreEqual(questions + 1, ways.Device.Button.Questions);

        // One part fails and is sent again over the other channel.
        ways.A.Come(TestHtlc.None, ownA + Part);
        Htlc[] both = new Htlc[] { TestHtlc.Out(9, 2 * Part, 600000), part[0] };
        ways.B.Go(both, ownB - Part);
        ways.B.Come(TestHtlc.None, ownB - Part);
        ways.Restart();

        // It is paid: the same hash pays nothing more, also after a restart.
        ways.Device.Refuses("policy-commitment-payment-approved", ways.A.Sign(part, ownA).Encode());
        ways.Device.Refuses("policy-commitment-payment-approved", ways.B.Sign(part, ownB - 2 * Part).Encode());
    }

    /// <summary>A write of the book takes what was paid out of it; what is only in flight still covers its later parts.</summary>
    [TestMethod]
    public void AnotherApprovalDoesNotEndAPaymentInParts()
    {
        TestWays ways = Approved();
        Htlc[] part = TestHtlc.One(TestHtlc.Out(9, Part, 600000));
        ulong own = ways.A.OwnMsat - Part;
        ways.A.Go(part, own);
        ways.Device.Button.Presses = true;
        ways.Device.Body(Send(ways, 8));
        ways.Device.Button.Presses = false;
        ways.A.Go(new Htlc[] { part[0], TestHtlc.Out(9, Part, 600001) }, own - Part);
    }

    [TestMethod]
    public void TheNextCommitmentTakesThePlaceOfAPendingOne()
    {
        // Two worlds with the same keys, so that one peer signs number 1 twice.
        TestWays ways = Approved();
        TestWays twin = Approved();
        Htlc[] all = TestHtlc.One(TestHtlc.Out(9, 3 * Part, 600000));
        ways.Device.Body(ways.B.Validate(all, ways.B.OwnMsat - 3 * Part).Encode());
        byte[] pay = ways.A.Sign(all, ways.A.OwnMsat - 3 * Part).Encode();
        ways.Device.Refuses("policy-commitment-payment-approved", pay);
        ways.B.Keep();
        ways.Restart();
        ways.Device.Refuses("policy-commitment-payment-approved", pay);
        ways.Device.Body(twin.B.Validate(TestHtlc.None, twin.B.OwnMsat).Encode());
        ways.Device.Body(pay);
    }

    /// <summary>Whoever was on the way of the first payment knows the preimage, so a second one would be theirs.</summary>
    [TestMethod]
    public void WhatWasPaidIsApprovedAgainOnlyWithThePress()
    {
        TestWays ways = WithoutButton();
        ways.Device.Body(Send(ways, 9));
        ulong own = ways.A.OwnMsat - Part;
        Htlc[] part = TestHtlc.One(TestHtlc.Out(9, Part, 600000));
        ways.A.Go(part, own);
        ways.Device.Body(Send(ways, 9));
        ways.A.Come(TestHtlc.None, own);
        ways.Device.Refuses(PaidBefore, Send(ways, 9));

        // Neither taking it back nor another approval nor a restart makes it new.
        ForgetApproval forget = new ForgetApproval();
        forget.HashStart = TestDevice.Fill(20, 9);
        ways.Device.Body(forget.Encode());
        ways.Device.Refuses(PaidBefore, Send(ways, 9));
        ways.Device.Body(Send(ways, 8));
        ways.Device.Refuses(PaidBefore, Send(ways, 9));
        Assert.AreEqual(0, ways.Device.CommitsOf(forget.Encode()));
        ways.Restart();
        ways.Device.Refuses(PaidBefore, Send(ways, 9));
        ways.Device.Refuses("policy-commitment-payment-invoiced", ways.A.Sign(part, own - Part).Encode());

        // The owner knows what she does. What was paid is counted until the channel's next commitment.
        ways.A.Go(TestHtlc.None, own);
        ways.Device.Button.Presses = true;
        ways.Device.Body(Send(ways, 9));
        Assert.AreEqual(0, ways.Device.Button.LastQuestion.IndexOf("This was paid before, or may have been, and others can take what is sent now. Send a payment of 20000 sat"));
        ways.Device.Button.Presses = false;
        ways.A.Go(part, own - Part);
    }

    [TestMethod]
    public void AWriteKeepsWhatWasPaid()
    {
        TestWays ways = WithoutButton();
        ways.Device.Body(Send(ways, 9));
        ulong own = ways.A.OwnMsat - Part;
        ways.A.Go(TestHtlc.One(TestHtlc.Out(9, Part, 600000)), own);
        ways.A.Come(TestHtlc.None, own);
        ways.Device.Body(Send(ways, 8));
        ways.A.Go(TestHtlc.None, own);
        ways.Device.Refuses(PaidBefore, Send(ways, 9));

        // Its place is taken when thirteen others need one.
        for (byte hash = 20; hash < 32; hash++)
        {
            ways.Device.Body(Send(ways, hash));
        }

        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.ApprovalsFull, Send(ways, 9));
        ForgetApproval forget = new ForgetApproval();
        forget.HashStart = TestDevice.Fill(20, 8);
        ways.Device.Body(forget.Encode());
        ways.Device.Body(Send(ways, 9));
    }

    [TestMethod]
    public void WhoTakesBackWhatIsInFlightDoesNotStartAnew()
    {
        TestWays ways = WithoutButton();
        ForgetApproval forget = new ForgetApproval();
        forget.HashStart = TestDevice.Fill(20, 9);
        ways.Device.Body(Send(ways, 9));
        ways.Device.Body(forget.Encode());
        ways.Device.Body(Send(ways, 9));
        ways.A.Go(TestHtlc.One(TestHtlc.Out(9, Part, 600000)), ways.A.OwnMsat - Part);
        ways.Device.Body(forget.Encode());
        ways.Device.Refuses(PaidBefore, Send(ways, 9));
    }

    [TestMethod]
    public void TheftOneApprovalPaysHashesThatBeginAlike()
    {
        // Approvals know the first 20 bytes of a hash. Nobody has to know a preimage for an HTLC that is said to be fulfilled.
        TestWays ways = WithoutButton();
        ways.Device.Body(Send(ways, 9));
        ulong own = ways.A.OwnMsat;
        Htlc one = TestHtlc.Out(9, Part, 600000);
        Htlc other = TestHtlc.Alike(one);
        ways.Device.Refuses("policy-commitment-payment-approved", ways.A.Sign(new Htlc[] { one, other }, own - 2 * Part).Encode());
        ways.A.Go(TestHtlc.One(other), own - Part);
        ways.Device.Refuses("policy-commitment-payment-approved", ways.B.Sign(TestHtlc.One(one), ways.B.OwnMsat - Part).Encode());
        ways.A.Go(TestHtlc.None, own - Part);
        ways.Device.Refuses("policy-commitment-payment-approved", ways.A.Sign(TestHtlc.One(one), own - 2 * Part).Encode());
        ways.Device.Refuses("policy-commitment-payment-approved", ways.B.Sign(TestHtlc.One(one), ways.B.OwnMsat - Part).Encode());
    }

    [TestMethod]
    public void AForwardOfAHashThatBeginsAlikeTakesNothingOfAnApproval()
    {
        TestWays ways = WithoutButton();
        ways.Device.Body(Send(ways, 9));
        Htlc one = TestHtlc.Out(9, Part, 600000);
        Htlc coming = TestHtlc.Alike(TestHtlc.In(9, Part + 1000, 600100));
        ways.A.Come(TestHtlc.One(coming), ways.A.OwnMsat);
        ulong own = ways.B.OwnMsat;
        ways.B.Go(TestHtlc.One(TestHtlc.Alike(one)), own - Part);
        ways.B.Go(new Htlc[] { one, TestHtlc.Alike(one) }, own - 2 * Part);
    }

    private static TestWays WithoutButton()
    {
        TestWays ways = new TestWays();
        SetLimits set = new SetLimits();
        set.Changes = new LimitChangeFields[3];
        for (byte i = 0; i < 3; i++)
        {
            set.Changes[i] = new LimitChangeFields();
            set.Changes[i].Number = (byte)(21 + i);
            set.Changes[i].Value = 20 * Part;
        }

        ways.Device.Button.Presses = true;
        ways.Device.Body(set.Encode());
        ways.Device.Button.Presses = false;
        return ways;
    }

    private static byte[] Send(TestWays ways, byte hash)
    {
        ApproveKeysend approve = new ApproveKeysend();
        approve.Payee = ways.B.Pair.TheirNode;
        approve.PaymentHash = TestDevice.Fill(32, hash);
        approve.AmountMsat = Part;
        return approve.Encode();
    }

    private static TestWays Approved()
    {
        TestWays ways = new TestWays();
        ApproveKeysend approve = new ApproveKeysend();
        approve.Payee = ways.B.Pair.TheirNode;
        approve.PaymentHash = TestDevice.Fill(32, 9);
        approve.AmountMsat = 3 * Part;
        ways.Device.Button.Presses = true;
        ways.Device.Body(approve.Encode());
        ways.Device.Button.Presses = false;
        return ways;
    }
}
