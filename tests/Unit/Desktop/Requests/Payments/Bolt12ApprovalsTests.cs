using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>BOLT 12 invoices through whole requests: the same rules as for BOLT 11, and a question that does not claim to know who is paid.</summary>
[TestClass]
public class Bolt12ApprovalsTests
{
    private const ulong WithFee = 275_000_000;

    [TestMethod]
    public void TheQuestionNamesTheIssuerOfTheOffer()
    {
        TestDevice device = Checking();
        byte[] request = Pay(TestBolt12.Of(1));
        device.Refuses("policy-commitment-payment-approved", request);
        device.Button.Presses = true;
        Assert.AreEqual(1, device.CommitsOf(request));
        Assert.AreEqual(
            $"Send a payment of 250000 sat, and at most 25000 sat of fees,\nto {Hex.Text(TestBolt12.Payee)}, the issuer of an offer,\nfor \"coffee\"?", device.Button.LastQuestion);
        device.Button.Presses = false;
        device.Restart();
        Assert.AreEqual(WithFee, Approved(device, request));
        ApprovalFields approval = Read(device).Approvals.Single();
        Assert.AreEqual(1_700_007_200u, approval.Expires);
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)1, 20).ToArray(), approval.HashStart);
    }

    [TestMethod]
    public void TheQuestionSaysThatABlindedKeyIsNobodysName()
    {
        TestDevice device = Checking();
        device.Ask(Pay(TestBolt12.Of(1).Without(22).Without(10)));
        Assert.AreEqual(
            $"Send a payment of 250000 sat, and at most 25000 sat of fees,\nto {Hex.Text(TestBolt12.Payee)}, a key that does not tell who is paid,\nfor an offer without a text?",
            device.Button.LastQuestion);
        device.Ask(Pay(TestBolt12.Of(1, "tea\nto 02aa")));
        StringAssert.EndsWith(device.Button.LastQuestion, ",\nfor hexadecimal 7465610a746f2030326161?");
    }

    [TestMethod]
    public void ItsHashIsApprovedOnceWhateverTheInvoiceIs()
    {
        TestDevice device = Checking(autoApprove: TestBolt12.Amount);
        Assert.AreEqual(WithFee, Approved(device, Pay(TestBolt12.Of(1))));
        Assert.AreEqual(WithFee, Approved(device, new ApproveInvoice { Invoice = TestInvoice.Of(1).Text() }.Encode()));
        device.Refuses("holdfast-approval-fixed", Pay(TestBolt12.Of(1, msat: TestBolt12.Amount + 10)));
        device.Refuses("policy-commitment-payment-approved", Pay(TestBolt12.Of(2, msat: TestBolt12.Amount + 1)));
        device.Refuses("holdfast-payment-limit", Pay(TestBolt12.Of(2, msat: ulong.MaxValue)));
        Assert.AreEqual(0ul, Approved(device, Pay(TestBolt12.Of(3, msat: 0))));
        Assert.AreEqual(0ul, Approved(device, new ApproveInvoice { Invoice = TestBolt12.Of(4).Text(), IsCheck = true }.Encode()));
        Assert.AreEqual(1, Read(device).Approvals.Length);
    }

    [TestMethod]
    public void ItExpiresByTheChainAndItsPayeeMayBeOnTheList()
    {
        TestDevice device = Checking();
        device.Button.Presses = true;
        device.Body(new AllowPayee { Payee = TestBolt12.Payee, IsAllowed = true }.Encode());
        device.Button.Presses = false;
        device.Refuses("policy-commitment-payment-approved", Pay(TestBolt12.Of(1)));
        TestChain chain = new(device);
        chain.Feed(chain.Grow(90), true);
        uint now = chain.Read().MedianTime;
        device.Refuses("policy-invoice-not-expired", Pay(TestBolt12.Of(1, createdAt: now - 7201)));
        device.Refuses("policy-invoice-not-expired", Pay(TestBolt12.Of(1, createdAt: now - 61).With(166, 60)));
        Assert.AreEqual(WithFee, Approved(device, Pay(TestBolt12.Of(1, createdAt: now - 7200))));
        Assert.AreEqual(WithFee, Approved(device, Pay(TestBolt12.Of(2, createdAt: now - 60).With(166, 60))));
        device.Refuses("policy-commitment-payment-approved", Pay(TestBolt12.Of(3, createdAt: now, secret: [.. Enumerable.Repeat((byte)9, 32)])));
    }

    [TestMethod]
    public void WhatIsNoInvoiceOfOursIsMalformed()
    {
        TestDevice device = Checking(autoApprove: TestBolt12.Amount);
        TestBolt12 unsigned = TestBolt12.Of(1);
        byte[][] texts =
        [
            TestBolt12.Text(unsigned.Stream()[..^66]), TestBolt12.Text(unsigned.Stream("invoice_request", unsigned.Secret)), TestBolt12.Of(1).With(80, TestBolt12.Bitcoin).Text(),
            TestBolt12.Of(1).Without(80).Text(), TestBolt12.Text(TestBolt12.Of(1).Stream())[..^1], "lni1"u8.ToArray(), [.. "lno1"u8, .. TestBolt12.Of(1).Text()[4..]],
            TestBolt12.Of(1).With(91, new byte[5000]).Text()[..7168],
        ];
        foreach (byte[] text in texts)
        {
            device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new ApproveInvoice { Invoice = text }.Encode());
        }

        Assert.AreEqual(WithFee, Approved(device, Pay(TestBolt12.Of(1).With(91, new byte[3600]))));
        byte[] plain = TestBolt12.Of(1).Text();
        Assert.AreEqual(WithFee, Approved(device, new ApproveInvoice { Invoice = [.. plain[..2], .. "+ "u8, .. plain[2..]] }.Encode()));
    }

    private static TestDevice Checking(ulong autoApprove = 0)
    {
        TestDevice device = TestDevice.Ready(1);
        device.Button.Presses = true;
        device.Body(LimitsTests.Set(19, 1));
        device.Body(new SetLimits { Changes = [new() { Number = 21, Value = autoApprove }, new() { Number = 22, Value = 600_000_000 }] }.Encode());
        device.Button.Presses = false;
        return device;
    }

    private static byte[] Pay(TestBolt12 invoice) => new ApproveInvoice { Invoice = invoice.Text() }.Encode();

    private static ulong Approved(TestDevice device, byte[] request) => ApproveInvoiceReply.Decode(device.Body(request)).ApprovedMsat;

    private static ReadApprovalsReply Read(TestDevice device) => ReadApprovalsReply.Decode(device.Body(new ReadApprovals().Encode()));
}
