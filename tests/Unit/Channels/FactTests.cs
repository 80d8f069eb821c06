using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;

namespace Holdfast.Unit.Channels;

/// <summary>What each fact changes, what it leaves alone, and that an impossible one stops the device.</summary>
[TestClass]
public class FactTests
{
    [TestMethod]
    public void WhatWeOwnIsTheLeastOfBothSidesAndWhatWeLoseTheMost()
    {
        Funding funding = Sample.NewFunding(1);
        Assert.IsTrue(funding.LeastSat == 0 && funding.MostSat == 0 && !funding.IsCommitted);
        funding.HolderCurrent = new HeldCommitment(Sample.Fill(32, 1), 700, false);
        Assert.IsTrue(funding.LeastSat == 0 && funding.MostSat == 700 && !funding.IsCommitted);
        funding.Counterparty = new SignedCommitment(Sample.Fill(12, 1), 300, false);
        Assert.IsTrue(funding.LeastSat == 300 && funding.MostSat == 700 && funding.IsCommitted);
        funding.HolderPending = new HeldCommitment(Sample.Fill(32, 2), 100, false);
        Assert.IsTrue(funding.LeastSat == 100 && funding.MostSat == 700);
        funding.HolderPending = new HeldCommitment(Sample.Fill(32, 2), 900, false);
        Assert.IsTrue(funding.LeastSat == 300 && funding.MostSat == 900);
        funding.Counterparty = new SignedCommitment(Sample.Fill(12, 1), 2000, false);
        Assert.IsTrue(funding.LeastSat == 700 && funding.MostSat == 2000);
        funding.HolderCurrent = null;
        Assert.IsTrue(funding.LeastSat == 0 && funding.MostSat == 2000 && !funding.IsCommitted);
    }

    /// <summary>
    /// Modulo 2^40 the book forgot an HTLC that was announced often enough, and with it the early expiry for which a signature had left: the HTLC with the late one
    /// was then all that the book had.
    /// </summary>
    [TestMethod]
    public void TheftAnHtlcAnnouncedManyTimesVanishesFromTheBook()
    {
        for (int bit = 0; bit < 40; bit++)
        {
            ulong early = 1UL << bit;
            IncomingBook book = new IncomingBook(7, 0, 0);
            for (int copies = 1; copies <= 1024; copies++)
            {
                book = book.AfterValidating(early).AfterRevoking();
                Assert.IsTrue(book.Next != 7 && (copies == 1 || book.Added != early));
            }
        }
    }

    [TestMethod]
    public void ACopyDoesNotChangeItsOriginal()
    {
        Channel channel = Sample.NewChannel();
        byte[] before = ChannelCodec.EncodeRecord(channel);
        Channel copy = channel.Copy();
        new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false).ApplyTo(copy);
        new HolderCommitmentValidated(0, 0, Sample.Held(1), 0).ApplyTo(copy);
        new FundingAdded(Sample.NewFunding(2)).ApplyTo(copy);
        new MutualCloseSigned().ApplyTo(copy);
        Assert.IsTrue(Check.Same(before, ChannelCodec.EncodeRecord(channel)));
        Assert.AreEqual(1, channel.Fundings.Length);
        Assert.AreEqual(2, copy.Fundings.Length);
    }

    [TestMethod]
    public void TheCounterpartysSideGoesOnInSteps()
    {
        Channel channel = Sample.NewChannel();
        Assert.IsTrue(channel.IsAtStart);
        new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false).ApplyTo(channel);
        Assert.IsTrue(channel.SignedCount == 1 && channel.PreviousPointDigest == null && channel.IsAtStart);
        Stops(new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(2), 0, false), channel);

        new CounterpartyCommitmentSigned(0, 1, Sample.Point(2), Sample.Signed(2), 0, false).ApplyTo(channel);
        Assert.IsTrue(channel.SignedCount == 2 && Check.Same(channel.PreviousPointDigest, Sample.Point(1)) && !channel.IsAtStart);
        Stops(new CounterpartyCommitmentSigned(0, 2, Sample.Point(3), Sample.Signed(3), 0, false), channel);
        Stops(new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false), channel);

        Stops(new CounterpartyCommitmentRevoked(1, Secret(1)), channel);
        new CounterpartyCommitmentRevoked(0, Secret(0)).ApplyTo(channel);
        Assert.IsTrue(channel.CounterpartyRevokedCount == 1 && channel.PreviousPointDigest == null);
        Stops(new CounterpartyCommitmentRevoked(1, Secret(1)), channel);
        new CounterpartyCommitmentSigned(0, 2, Sample.Point(3), Sample.Signed(3), 0, false).ApplyTo(channel);
    }

    [TestMethod]
    public void ANewNumberOnOneFundingIsOpenOnTheOthers()
    {
        Channel channel = Sample.NewChannel();
        new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false).ApplyTo(channel);
        new FundingAdded(Sample.NewFunding(2)).ApplyTo(channel);
        Stops(new CounterpartyCommitmentSigned(1, 0, Sample.Point(2), Sample.Signed(2), 0, false), channel);
        new CounterpartyCommitmentSigned(1, 0, Sample.Point(1), Sample.Signed(2), 0, false).ApplyTo(channel);
        new CounterpartyCommitmentSigned(1, 1, Sample.Point(2), Sample.Signed(3), 0, false).ApplyTo(channel);
        Assert.IsTrue(channel.Fundings[0].Counterparty == null && channel.Fundings[1].Counterparty != null);
        new CounterpartyCommitmentSigned(0, 1, Sample.Point(2), Sample.Signed(4), 0, false).ApplyTo(channel);
    }

    [TestMethod]
    public void OurSideGoesOnInSteps()
    {
        Channel channel = Sample.NewChannel();
        Stops(new HolderCommitmentValidated(0, 1, Sample.Held(1), 0), channel);
        new HolderCommitmentValidated(0, 0, Sample.Held(1), 0).ApplyTo(channel);
        Stops(new HolderCommitmentValidated(0, 0, Sample.Held(2), 0), channel);
        Stops(new HolderCommitmentRevoked(0), channel);
        new HolderCommitmentValidated(0, 1, Sample.Held(2), 0).ApplyTo(channel);
        new HolderCommitmentValidated(0, 1, Sample.Held(3), 0).ApplyTo(channel);
        Stops(new HolderCommitmentValidated(0, 2, Sample.Held(2), 0), channel);
        Stops(new HolderCommitmentRevoked(1), channel);
        new HolderCommitmentRevoked(0).ApplyTo(channel);
        Assert.IsTrue(channel.HolderRevokedCount == 1 && channel.Fundings[0].HolderCurrent.Sighash[0] == 3
            && channel.Fundings[0].HolderPending == null);
    }

    [TestMethod]
    public void SignaturesOfOursMoveAlong()
    {
        Channel channel = Sample.NewChannel();
        new HolderCommitmentValidated(0, 0, Sample.Held(1), 0).ApplyTo(channel);
        new HolderCommitmentValidated(0, 1, Sample.Held(2), 0).ApplyTo(channel);
        new HolderCommitmentSigned(1).ApplyTo(channel);
        Assert.IsTrue(channel.IsPendingSigned && !channel.IsCurrentSigned && channel.IsClosing);
        Stops(new HolderCommitmentSigned(2), channel);
        new HolderCommitmentRevoked(0).ApplyTo(channel);
        Assert.IsTrue(channel.IsCurrentSigned && !channel.IsPendingSigned);
        new HolderCommitmentValidated(0, 2, Sample.Held(3), 0).ApplyTo(channel);
        Stops(new HolderCommitmentRevoked(1), channel);
    }

    [TestMethod]
    public void ARevocationDropsFundingsThatCannotConfirm()
    {
        Channel channel = Sample.NewChannel();
        channel.Fundings[0].IsBound = true;
        new HolderCommitmentValidated(0, 0, Sample.Held(1), 0).ApplyTo(channel);
        new FundingAdded(Sample.NewFunding(2)).ApplyTo(channel);
        new FundingAdded(Sample.NewFunding(3)).ApplyTo(channel);
        Stops(new FundingAdded(Sample.NewFunding(4)), channel);
        new HolderCommitmentValidated(1, 0, Sample.Held(2), 0).ApplyTo(channel);
        new HolderCommitmentValidated(2, 0, Sample.Held(2), 0).ApplyTo(channel);
        new FundingBound(2, null).ApplyTo(channel);
        new HolderCommitmentValidated(0, 1, Sample.Held(3), 0).ApplyTo(channel);
        Stops(new HolderCommitmentRevoked(0), channel);
        new HolderCommitmentValidated(2, 1, Sample.Held(4), 0).ApplyTo(channel);
        new HolderCommitmentRevoked(0).ApplyTo(channel);

        // Nothing was signed for the peer, so nothing has to be remembered.
        Assert.AreEqual(2, channel.Fundings.Length);
        Assert.AreEqual(1, channel.IndexOfPrefix(0x03030303));
        Assert.AreEqual(-1, channel.IndexOfPrefix(0x02020202));
    }

    [TestMethod]
    public void LockingLeavesOne()
    {
        Channel channel = Sample.NewChannel();
        new FundingAdded(Sample.NewFunding(2)).ApplyTo(channel);
        Stops(new OutpointLocked(1), channel);
        new HolderCommitmentValidated(1, 0, Sample.Held(2), 0).ApplyTo(channel);
        new OutpointLocked(1).ApplyTo(channel);
        Assert.IsTrue(channel.Fundings.Length == 1 && channel.IsFundingLocked && channel.Fundings[0].IsBound);
        Assert.AreEqual(0, channel.IndexOfOutpoint(Sample.Fill(32, 2), 2));
        Assert.AreEqual(-1, channel.IndexOfOutpoint(Sample.Fill(32, 2), 1));
        Assert.AreEqual(-1, channel.IndexOfTransaction(Sample.Fill(32, 1)));
    }

    [TestMethod]
    public void WhatWasSignedForTheNewestNumberIsRemembered()
    {
        Channel channel = Sample.NewChannel();
        new FundingAdded(Sample.NewFunding(2)).ApplyTo(channel);
        new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false).ApplyTo(channel);
        new HolderCommitmentValidated(0, 0, Sample.Held(1), 0).ApplyTo(channel);
        new HolderCommitmentValidated(1, 0, Sample.Held(2), 0).ApplyTo(channel);
        new OutpointLocked(1).ApplyTo(channel);
        Assert.AreEqual(2, channel.Fundings.Length);
        Assert.IsTrue(channel.Fundings[0].IsRetired && channel.Fundings[0].HolderCurrent != null && channel.Fundings[0].Counterparty != null);
        Stops(new CounterpartyCommitmentSigned(0, 1, Sample.Point(2), Sample.Signed(2), 0, false), channel);

        // The holder's way out on it stays until that commitment is revoked, and a successor there does not count as one.
        new CounterpartyCommitmentSigned(1, 1, Sample.Point(2), Sample.Signed(2), 0, false).ApplyTo(channel);
        Assert.IsTrue(channel.Fundings.Length == 2 && channel.Fundings[0].IsRetired && channel.Fundings[0].Counterparty == null);
        Channel onlyThere = channel.Copy();
        onlyThere.Fundings[0].HolderPending = Sample.Held(3);
        Stops(new HolderCommitmentRevoked(0), onlyThere);
        new HolderCommitmentValidated(1, 1, Sample.Held(4), 0).ApplyTo(channel);
        new HolderCommitmentRevoked(0).ApplyTo(channel);
        Assert.AreEqual(1, channel.Fundings.Length);
        Assert.IsTrue(channel.Fundings[0].Counterparty != null);
    }

    [TestMethod]
    public void AFundingIsRestatedOnlyUntouched()
    {
        Channel channel = Sample.NewChannel();
        channel.Fundings[0].IsBound = true;
        Funding other = new Funding(Sample.Fill(32, 1), 1, 1000001, Sample.Fill(33, 8));
        new FundingRestated(0, other).ApplyTo(channel);
        Assert.IsTrue(channel.Fundings[0].ValueSat == 1000001 && channel.Fundings[0].IsBound);
        Stops(new FundingRestated(0, Sample.NewFunding(2)), channel);
        new HolderCommitmentValidated(0, 0, Sample.Held(2), 0).ApplyTo(channel);
        Stops(new FundingRestated(0, Sample.NewFunding(1)), channel);
    }

    [TestMethod]
    public void TwoFundingsOfOneTagAreImpossible()
    {
        Channel channel = Sample.NewChannel();
        byte[] txid = Sample.Fill(32, 1);
        txid[31] = 9;
        Stops(new FundingAdded(new Funding(txid, 0, 1, Sample.Fill(33, 7))), channel);
    }

    private static byte[] Secret(ulong number)
    {
        return Shachain.CommitmentSecret(new byte[32], number);
    }

    private static void Stops(IFact fact, Channel channel)
    {
        Expect.Throws(typeof(FaultException), () => fact.ApplyTo(channel.Copy()));
    }
}
