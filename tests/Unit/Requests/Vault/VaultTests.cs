using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Promises and releases through whole requests: what is just enough, what is just too little, and what stays after a start.</summary>
[TestClass]
public class VaultTests
{
    private const string Unknown = "holdfast-vault-hash";
    private const string Once = "holdfast-released-once";
    private const string NotOpen = "holdfast-promise-open";
    private const string Secret = "holdfast-payment-secret";
    private const string Amount = "holdfast-promise-amount";
    private const string Guard = "holdfast-claim-guard";
    private const string Parts = "holdfast-parts-committed";

    [TestMethod]
    public void APromiseIsWrittenDownBeforeItsHashLeaves()
    {
        TestDevice device = TestDevice.Unfollowed(0x11);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsNotFollowed, TestVault.Ask(1));
        TestWays.Follow(device);
        Assert.AreEqual(1, device.CommitsOf(TestVault.Ask(TestVault.Price)));
        PromiseInvoiceReply second = TestVault.Promised(device, 0);
        Assert.IsTrue(second.Index == 1);
        device.Restart();
        ReadPromisesReply read = TestVault.Read(device);
        Assert.IsTrue(read.NextIndex == 2 && read.Promises.Length == 2);
        PromiseFields first = read.Promises[0];
        Assert.IsTrue(first.Index == 0 && first.AmountMsat == TestVault.Price && first.ExpiresAt == 1800000000 && first.FinalDelta == 18 && first.State == PromiseState.Promised);
        Assert.IsTrue(Check.Same(second.PaymentHash, read.Promises[1].PaymentHash) && !Check.Same(first.PaymentHash, second.PaymentHash));
        ReadPromises later = new ReadPromises();
        later.First = 1;
        read = ReadPromisesReply.Decode(device.Body(later.Encode()));
        Assert.IsTrue(read.NextIndex == 2 && read.Promises.Length == 1 && read.Promises[0].Index == 1);
        later.First = 2;
        Assert.AreEqual(0, ReadPromisesReply.Decode(device.Body(later.Encode())).Promises.Length);
    }

    [TestMethod]
    public void WhatNoInvoiceHasIsMalformed()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestWays.Follow(device);
        PromiseInvoice request = new PromiseInvoice();
        request.AmountMsat = (1UL << 48) - 1;
        request.ExpiresAt = uint.MaxValue;
        request.FinalDelta = ushort.MaxValue;
        device.Body(request.Encode());
        request.AmountMsat++;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.AmountMsat = ulong.MaxValue;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.AmountMsat = 1;
        request.ExpiresAt++;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.ExpiresAt = 0;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
    }

    [TestMethod]
    public void APaymentThatHasComeGetsThePreimage()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc part = vault.In(TestVault.Price, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        Assert.AreEqual(1, vault.Device.CommitsOf(vault.Release(part).Encode()));
        byte[] preimage = vault.Preimage(vault.Release(part));
        PromiseFields read = TestVault.Read(vault.Device).Promises[0];
        Assert.IsTrue(read.State == PromiseState.Released && read.AmountMsat == TestVault.Price && read.ExpiresAt == 0 && read.FinalDelta == 0);

        // Again, when it is settled, after a start, and without a look at the tables.
        vault.Ways.A.Go(TestHtlc.None, vault.Ways.A.OwnMsat + TestVault.Price);
        vault.Device.Restart();
        Assert.AreEqual(0, vault.Device.CommitsOf(vault.Release(part).Encode()));
        Assert.IsTrue(Check.Same(preimage, vault.Preimage(vault.Release(part))));
        ReleasePreimage careless = vault.Release(part);
        careless.PaymentSecret = new byte[32];
        careless.Height = uint.MaxValue;
        Assert.IsTrue(Check.Same(preimage, vault.Preimage(careless)));
    }

    [TestMethod]
    public void EachFieldOfTheReleaseCounts()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc part = vault.In(TestVault.Price, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        ReleasePreimage request = vault.Release(part);
        request.PaymentHash = TestDevice.Fill(32, 1);
        vault.Device.Refuses(Unknown, request.Encode());
        request = vault.Release(part);
        request.PaymentHash = new ByteReader(vault.Promise.PaymentHash).Rest();
        request.PaymentHash[31] ^= 1;
        vault.Device.Refuses(Unknown, request.Encode());
        request = vault.Release(part);
        request.PaymentSecret[31] ^= 1;
        vault.Device.Refuses(Secret, request.Encode());
        vault.Promise.PaymentSecret[31] ^= 1;
        vault.Device.Refuses(Parts, vault.Release(vault.In(TestVault.Price + 1, TestVault.Expiry)).Encode());
        vault.Device.Refuses(Parts, vault.Release(vault.In(TestVault.Price - 1, TestVault.Expiry)).Encode());
        vault.Device.Refuses(Parts, vault.Release(vault.In(TestVault.Price, TestVault.Expiry + 1)).Encode());
        vault.Device.Refuses(Parts, vault.Release(part, part).Encode());
        vault.Device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, vault.Release().Encode());
        vault.Device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, vault.Release(vault.In(1UL << 48, TestVault.Expiry)).Encode());

        // Four blocks are enough on regtest, three are not.
        request = vault.Release(part);
        request.Height = TestVault.Expiry - 3;
        vault.Device.Refuses(Guard, request.Encode());
        request.Height = uint.MaxValue;
        vault.Device.Refuses(Guard, request.Encode());
        request.Height = TestVault.Expiry - 4;
        vault.Preimage(request);
    }

    [TestMethod]
    public void TheAmountIsThePromisedOne()
    {
        TestVault vault = new TestVault(TestVault.Price);
        TestWay way = vault.Ways.A;
        Htlc small = vault.In(TestVault.Price - 1, TestVault.Expiry);
        Htlc rest = vault.In(1000000, TestVault.Expiry + 1);
        Htlc more = vault.In(TestVault.Price + 1, TestVault.Expiry);
        Htlc last = vault.In(TestVault.Price, TestVault.Expiry + 2);
        way.Come(new Htlc[] { small, rest, more, last }, way.OwnMsat);
        vault.Device.Refuses(Amount, vault.Release(small).Encode());
        vault.Device.Refuses(Amount, vault.Release(more, last).Encode());
        vault.Device.Refuses(Amount, vault.Release(more, last, small).Encode());
        vault.Preimage(vault.Release(small, more));
        Assert.IsTrue(TestVault.Read(vault.Device).Promises[0].AmountMsat == 2 * TestVault.Price);
        vault.Device.Refuses(Once, vault.Release(small).Encode());
        vault.Device.Refuses(Once, vault.Release(more, small, rest).Encode());
        vault.Device.Refuses(Once, vault.Cancel());

        // In any order it is the same set.
        Assert.AreEqual(0, vault.Device.CommitsOf(vault.Release(more, small).Encode()));
    }

    [TestMethod]
    public void PartsComeOverSeveralChannels()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc half = vault.In(TestVault.Price / 2, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(half), vault.Ways.A.OwnMsat);
        vault.Device.Refuses(Amount, vault.Release(half).Encode());
        vault.Device.Refuses(Parts, vault.Release(half, half).Encode());
        vault.Ways.B.Come(TestHtlc.One(half), vault.Ways.B.OwnMsat);
        vault.Preimage(vault.Release(half, half));
    }

    [TestMethod]
    public void EveryPartHasTimeAndEveryExpiryNamesTheSet()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc early = vault.In(TestVault.Price / 2, TestVault.Expiry);
        Htlc late = vault.In(TestVault.Price / 2, TestVault.Expiry + 10);
        Htlc last = vault.In(TestVault.Price / 2, TestVault.Expiry + 20);
        vault.Ways.A.Come(new Htlc[] { early, late, last }, vault.Ways.A.OwnMsat);
        ReleasePreimage request = vault.Release(early, late);
        request.Height = TestVault.Expiry - 3;
        vault.Device.Refuses(Guard, request.Encode());
        request = vault.Release(late, early);
        request.Height = TestVault.Expiry - 3;
        vault.Device.Refuses(Guard, request.Encode());
        vault.Preimage(vault.Release(late, early));
        vault.Preimage(vault.Release(early, late));
        vault.Device.Refuses(Once, vault.Release(early, last).Encode());
    }

    [TestMethod]
    public void AnyAmountIsAnAmount()
    {
        TestVault vault = new TestVault(0);
        Htlc part = vault.In(1000000, TestVault.Expiry);
        vault.Device.Refuses(Parts, vault.Release(vault.In(0, TestVault.Expiry)).Encode());
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        vault.Preimage(vault.Release(part));
    }

    [TestMethod]
    public void ACancelledPromiseIsNeverReleased()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc part = vault.In(TestVault.Price, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        Assert.AreEqual(1, vault.Device.CommitsOf(vault.Cancel()));
        Assert.AreEqual(0, vault.Device.CommitsOf(vault.Cancel()));
        vault.Device.Refuses(NotOpen, vault.Release(part).Encode());
        vault.Ways.Restart();
        vault.Device.Refuses(NotOpen, vault.Release(part).Encode());
        Assert.IsTrue(TestVault.Read(vault.Device).Promises[0].State == PromiseState.Cancelled);
        CancelPromise other = new CancelPromise();
        other.PaymentHash = TestDevice.Fill(32, 1);
        vault.Device.Refuses(Unknown, other.Encode());

        // Its payment fails.
        vault.Ways.A.Go(TestHtlc.None, vault.Ways.A.OwnMsat);
    }

    [TestMethod]
    public void AFullVaultSaysSoUntilAPromiseIsOver()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc part = vault.In(TestVault.Price, TestVault.Expiry);
        PromiseInvoiceReply last = vault.Promise;
        for (int i = 1; i < 54; i++)
        {
            last = TestVault.Promised(vault.Device, (ulong)i);
        }

        vault.Device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
        vault.Ways.Restart();
        ReadPromisesReply read = TestVault.Read(vault.Device);
        Assert.AreEqual(54, read.Promises.Length);
        for (int i = 0; i < 54; i++)
        {
            Assert.IsTrue(read.Promises[i].Index == (uint)i && (i == 0 || read.Promises[i].AmountMsat == (ulong)i));
        }

        // Released, but in flight: the host may need the preimage once more.
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        vault.Preimage(vault.Release(part));
        vault.Device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
        vault.Ways.A.Go(TestHtlc.None, vault.Ways.A.OwnMsat + TestVault.Price);
        Assert.IsTrue(TestVault.Promised(vault.Device, 1).Index == 54);
        vault.Device.Refuses(Unknown, vault.Release(part).Encode());
        vault.Device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
        CancelPromise cancel = new CancelPromise();
        cancel.PaymentHash = last.PaymentHash;
        vault.Device.Body(cancel.Encode());
        Assert.IsTrue(TestVault.Promised(vault.Device, 1).Index == 55);
        vault.Ways.Restart();
        read = TestVault.Read(vault.Device);
        Assert.IsTrue(read.Promises.Length == 54 && read.NextIndex == 56 && read.Promises[0].Index == 1 && read.Promises[53].Index == 55);
    }

    [TestMethod]
    public void AnotherLifeHasOtherHashes()
    {
        TestVault vault = new TestVault(TestVault.Price);
        TestDevice device = vault.Device;
        device.Button.Holds = true;
        device.Body(new Wipe().Encode());
        device.Provision(0x11);
        device.Unlock(null!);
        TestWays.Follow(device);
        PromiseInvoiceReply first = TestVault.Promised(device, TestVault.Price);
        Assert.IsTrue(first.Index == 0 && !Check.Same(first.PaymentHash, vault.Promise.PaymentHash) && !Check.Same(first.PaymentSecret, vault.Promise.PaymentSecret));
    }
}
