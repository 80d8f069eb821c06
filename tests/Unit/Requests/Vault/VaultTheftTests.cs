using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A thief controls the node and the peers. The preimage does not leave for less than was promised, whatever the order of the requests.</summary>
[TestClass]
public class VaultTheftTests
{
    private const string Parts = "holdfast-parts-committed";
    private const string Locked = "holdfast-parts-locked";
    private const string Outgoing = "holdfast-vault-outgoing";
    private const string Kept = "holdfast-released-kept";
    private const ulong Price = TestVault.Price;

    [TestMethod]
    public void TheftAnHtlcThatIsNotIrrevocable()
    {
        TestVault vault = new TestVault(Price);
        TestWay way = vault.Ways.A;
        ulong own = way.OwnMsat;
        Htlc part = vault.In(Price, TestVault.Expiry);
        Htlc[] one = TestHtlc.One(part);

        // On our next commitment, on our current one, and on the peer's while the one before is not revoked.
        way.Device.Body(way.Validate(one, own).Encode());
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        way.Keep();
        way.Revoked(own);
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(way.Device.Body(way.Sign(one, own).Encode()));
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        way.Keep();
        way.Accept(one, own, signed);

        // It fails on a commitment that is only prepared.
        way.Device.Body(way.Prepare(TestHtlc.None, own).Encode());
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        way.Device.Body(way.Prepare(one, own).Encode());
        vault.Preimage(vault.Release(part));
    }

    [TestMethod]
    public void TheftAnHtlcThatFailsOnTheNextCommitment()
    {
        TestVault vault = new TestVault(Price);
        TestWay way = vault.Ways.A;
        ulong own = way.OwnMsat;
        Htlc part = vault.In(Price, TestVault.Expiry);
        way.Come(TestHtlc.One(part), own);

        // On the one that the peer has signed for us, and on the peer's that we have signed.
        way.Device.Body(way.Validate(TestHtlc.None, own).Encode());
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        way.Keep();
        vault.Ways.Restart();
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        way.Device.Body(way.Sign(TestHtlc.None, own).Encode());
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
    }

    [TestMethod]
    public void TheftAnHtlcWhoseHashOnlyBeginsTheSame()
    {
        // The preimage does not claim it.
        TestVault vault = new TestVault(Price);
        Htlc part = vault.In(Price, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(TestHtlc.Alike(part)), vault.Ways.A.OwnMsat);
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        vault.Ways.A.Come(new Htlc[] { TestHtlc.Alike(part), part }, vault.Ways.A.OwnMsat);
        vault.Preimage(vault.Release(part));
        vault.Ways.A.Go(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        vault.Device.Refuses(Kept, vault.Ways.A.Sign(TestHtlc.None, vault.Ways.A.OwnMsat).Encode());
    }

    [TestMethod]
    public void TheftAnOutgoingHtlcOfTheSameHashIsNoPart()
    {
        TestVault vault = new TestVault(Price);
        Htlc part = vault.In(Price, TestVault.Height);
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
        vault.Device.Button.Presses = true;
        vault.Device.Refuses(Outgoing, vault.Ways.B.Sign(TestHtlc.One(vault.Out(Price)), vault.Ways.B.OwnMsat - Price).Encode());
    }

    [TestMethod]
    public void TheftThePaymentIsPaidOnUnderTheSameHash()
    {
        // The payer's money comes in and would be forwarded to the thief, who takes it with the preimage.
        TestVault vault = new TestVault(Price);
        TestWay a = vault.Ways.A;
        TestWay b = vault.Ways.B;
        ulong ownB = b.OwnMsat;
        Htlc part = vault.In(Price, TestVault.Expiry);
        Htlc[] leaves = TestHtlc.One(vault.Out(Price));
        a.Come(TestHtlc.One(part), a.OwnMsat);
        vault.Device.Refuses(Outgoing, b.Sign(leaves, ownB - Price).Encode());
        vault.Device.Refuses(Outgoing, b.Prepare(leaves, ownB - Price).Encode());
        vault.Device.Refuses(Outgoing, b.Validate(leaves, ownB - Price).Encode());
        vault.Device.Refuses(Outgoing, a.Sign(new Htlc[] { part, leaves[0] }, a.OwnMsat - Price).Encode());
        vault.Preimage(vault.Release(part));
        vault.Device.Refuses(Outgoing, b.Sign(leaves, ownB - Price).Encode());
        vault.Ways.Restart();
        vault.Device.Refuses(Outgoing, b.Sign(leaves, ownB - Price).Encode());
    }

    [TestMethod]
    public void AnOutgoingHtlcFromBeforeTheAccountStaysAndNothingIsReleased()
    {
        // While payments are not followed, an outgoing HTLC gets the hash of a promise; commitments that keep it go on, and the preimage stays.
        TestVault vault = new TestVault(Price);
        TestWay a = vault.Ways.A;
        TestWay b = vault.Ways.B;
        Htlc part = vault.In(Price, TestVault.Expiry);
        Htlc[] leaves = TestHtlc.One(vault.Out(Price));
        vault.Device.Button.Presses = true;
        vault.Device.SetLimit(19, 0);
        vault.Device.Button.Presses = false;
        b.Go(leaves, b.OwnMsat - Price);
        vault.Device.SetLimit(19, 1);
        b.Go(leaves, b.OwnMsat);
        a.Come(TestHtlc.One(part), a.OwnMsat);
        vault.Device.Refuses(Outgoing, vault.Release(part).Encode());
        Assert.AreEqual(0, vault.Device.CommitsOf(Repeated(b, leaves).Encode()));
        b.Go(TestHtlc.None, b.OwnMsat + Price);
        vault.Preimage(vault.Release(part));
    }

    [TestMethod]
    public void TheftAChannelThatNobodyFunded()
    {
        TestWays ways = new TestWays();
        TestWay paper = new TestWay(ways.Device, 0x44, 3, false, false);
        TestVault vault = new TestVault(ways, Price);
        Htlc part = vault.In(Price, TestVault.Expiry);
        paper.Come(TestHtlc.One(part), paper.OwnMsat);
        vault.Device.Refuses(Locked, vault.Release(part).Encode());
        Htlc half = vault.In(Price / 2, TestVault.Expiry + 1);
        vault.Ways.A.Come(TestHtlc.One(half), vault.Ways.A.OwnMsat);
        vault.Device.Refuses(Locked, vault.Release(part, half).Encode());
    }

    [TestMethod]
    public void TheftATableFromBefore()
    {
        // The HTLC has failed; the thief shows the table that still had it.
        TestVault vault = new TestVault(Price);
        TestWay way = vault.Ways.A;
        Htlc part = vault.In(Price, TestVault.Expiry);
        way.Come(TestHtlc.One(part), way.OwnMsat);
        byte[] old = way.Blob;
        way.Go(TestHtlc.None, way.OwnMsat);
        vault.Device.Restart();
        vault.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, vault.Release(part).Encode());
        Assert.IsFalse(way.Show(old));
        vault.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, vault.Release(part).Encode());

        // The table of the other channel is needed too: it could have the same hash going out.
        Assert.IsTrue(way.Show(way.Blob));
        vault.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, vault.Release(part).Encode());
        Assert.IsTrue(vault.Ways.B.Show(vault.Ways.B.Blob));
        vault.Device.Refuses(Parts, vault.Release(part).Encode());
    }

    [TestMethod]
    public void TheftThePaymentIsGivenBackAfterTheRelease()
    {
        TestVault vault = new TestVault(Price);
        TestWay way = vault.Ways.A;
        ulong own = way.OwnMsat;
        Htlc part = vault.In(Price, TestVault.Expiry);
        Htlc[] one = TestHtlc.One(part);
        way.Come(one, own);
        vault.Preimage(vault.Release(part));
        vault.Device.Refuses(Kept, way.Sign(TestHtlc.None, own).Encode());
        vault.Device.Refuses(Kept, way.Prepare(TestHtlc.None, own).Encode());
        vault.Device.Refuses(Kept, way.Sign(TestHtlc.None, own + Price / 2 - 1000).Encode());
        Assert.IsTrue(vault.Device.Button.LastQuestion.IndexOf("Give back 50000 sat") == 0);
        vault.Ways.Restart();
        vault.Device.Refuses(Kept, way.Sign(TestHtlc.None, own).Encode());

        // The owner may; and the honest node settles.
        vault.Device.Button.Presses = true;
        vault.Device.Body(way.Prepare(TestHtlc.None, own).Encode());
        vault.Device.Button.Presses = false;
        way.Go(TestHtlc.None, own + Price);
        Assert.AreEqual(0, vault.Device.CommitsOf(vault.Release(part).Encode()));
    }

    [TestMethod]
    public void TheftThePaymentIsGivenBackOnOurCommitment()
    {
        TestVault vault = new TestVault(Price);
        Htlc part = vault.In(Price, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        vault.Preimage(vault.Release(part));
        vault.Device.Refuses(Kept, vault.Ways.A.Validate(TestHtlc.None, vault.Ways.A.OwnMsat).Encode());
    }

    [TestMethod]
    public void AnHtlcThatComesLateMayFail()
    {
        // Anybody who knows the hash can send one; to refuse its failure would stop the channel.
        TestVault vault = new TestVault(Price);
        TestWay a = vault.Ways.A;
        TestWay b = vault.Ways.B;
        ulong own = a.OwnMsat;
        Htlc part = vault.In(Price, TestVault.Expiry);
        Htlc late = vault.In(Price, TestVault.Expiry);
        Htlc small = vault.In(Price / 2, TestVault.Expiry);
        a.Come(TestHtlc.One(part), own);
        vault.Preimage(vault.Release(part));
        a.Come(new Htlc[] { part, late }, own);
        b.Come(TestHtlc.One(small), b.OwnMsat);
        vault.Device.Refuses(Kept, a.Sign(TestHtlc.None, own).Encode());
        a.Go(TestHtlc.One(part), own);
        vault.Device.Refuses(Kept, a.Sign(TestHtlc.None, own).Encode());
        a.Go(TestHtlc.None, own + Price);
        b.Go(TestHtlc.None, b.OwnMsat);

        // Everything is settled, and the tables have forgotten it: later ones fail as well, also after a start.
        a.Go(TestHtlc.None, a.OwnMsat);
        Assert.AreEqual(Holdfast.Payments.HtlcTable.HeaderBytes, a.Blob.Length);
        a.Come(TestHtlc.One(late), a.OwnMsat);
        a.Go(TestHtlc.None, a.OwnMsat);
        vault.Ways.Restart();
        a.Come(TestHtlc.One(late), a.OwnMsat);
        vault.Ways.Restart();

        // The device does not know any more that what it released has come: the node settles this one, which the preimage allows, or the owner presses.
        vault.Device.Refuses(Kept, a.Sign(TestHtlc.None, a.OwnMsat).Encode());
        a.Go(TestHtlc.None, a.OwnMsat + Price);
    }

    [TestMethod]
    public void TheftOnePartIsGivenBackWhenAnotherIsSettled()
    {
        TestVault vault = new TestVault(Price);
        TestWay a = vault.Ways.A;
        TestWay b = vault.Ways.B;
        ulong ownA = a.OwnMsat;
        Htlc half = vault.In(Price / 2, TestVault.Expiry);
        a.Come(TestHtlc.One(half), ownA);
        b.Come(TestHtlc.One(half), b.OwnMsat);
        vault.Preimage(vault.Release(half, half));
        b.Go(TestHtlc.None, b.OwnMsat + Price / 2);
        vault.Device.Refuses(Kept, a.Sign(TestHtlc.None, ownA).Encode());
        vault.Ways.Restart();
        vault.Device.Refuses(Kept, a.Sign(TestHtlc.None, ownA).Encode());
        a.Go(TestHtlc.None, ownA + Price / 2);
    }

    [TestMethod]
    public void OfEqualAmountsTheReleasedOneHasCome()
    {
        // One succeeds and one fails in the same step; by the amounts it could be either.
        TestVault vault = new TestVault(Price);
        TestWay way = vault.Ways.A;
        ulong own = way.OwnMsat;
        Htlc part = vault.In(Price, TestVault.Expiry);
        way.Come(new Htlc[] { TestHtlc.In(1, Price, 600030), part, TestHtlc.In(0xff, Price, 600030) }, own);
        vault.Preimage(vault.Release(part));
        way.Go(TestHtlc.None, own + Price);
    }

    [TestMethod]
    public void AChannelThatEndsStillPays()
    {
        // Closed on chain, the HTLC is claimed with the preimage, whichever commitment confirms: it is on all of them.
        TestVault vault = new TestVault(Price);
        TestWay way = vault.Ways.A;
        Htlc part = vault.In(Price, TestVault.Expiry);
        way.Come(TestHtlc.One(part), way.OwnMsat);
        SignHolderCommitment close = new SignHolderCommitment();
        close.ChannelId = way.Id;
        close.FundingPrefix = TestPair.Prefix(way.Funding);
        close.Number = way.OwnNumber;
        vault.Device.Body(close.Encode());
        way.Keep();
        vault.Ways.Restart();
        ReleasePreimage late = vault.Release(part);
        late.Height = TestVault.Expiry - 3;
        vault.Device.Refuses("holdfast-claim-guard", late.Encode());
        vault.Preimage(vault.Release(part));
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = way.Id;
        vault.Device.Body(forget.Encode());
        vault.Device.Restart();
        vault.Preimage(vault.Release(part));
    }

    private static SignCounterpartyCommitment Repeated(TestWay way, Htlc[] htlcs)
    {
        way.PeersNumber--;
        SignCounterpartyCommitment sign = way.Sign(htlcs, way.OwnMsat);
        way.PeersNumber++;
        return sign;
    }
}
