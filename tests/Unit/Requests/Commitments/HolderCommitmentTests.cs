using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The holder's commitments: validated with real signatures, replaced, revoked, signed.</summary>
[TestClass]
public class HolderCommitmentTests
{
    private const string NewSigned = "policy-revoke-new-commitment-signed";
    private const string NotRevoked = "policy-commitment-holder-not-revoked";

    [TestMethod]
    public void ABadSignatureOfThePeerIsRefused()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(2);
        ValidateHolderCommitment good = pair.Validate(true, 1, 1, content, pair.Signed(true, 1, 1, content));

        good.Signature[40] ^= 1;
        pair.Ours.Refuses(NewSigned, good.Encode());
        good.Signature[40] ^= 1;

        good.HtlcSignatures[1][40] ^= 1;
        pair.Ours.Refuses(NewSigned, good.Encode());
        good.HtlcSignatures[1][40] ^= 1;

        byte[][] both = good.HtlcSignatures;
        good.HtlcSignatures = new byte[][] { both[0] };
        pair.Ours.Refuses(NewSigned, good.Encode());
        good.HtlcSignatures = new byte[][] { both[0], both[1], both[1] };
        pair.Ours.Refuses(NewSigned, good.Encode());
        good.HtlcSignatures = new byte[][] { both[1], both[0] };
        pair.Ours.Refuses(NewSigned, good.Encode());
        good.HtlcSignatures = both;
        pair.Ours.Body(good.Encode());
    }

    [TestMethod]
    public void AnyOtherContentDoesNotVerify()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(2);
        SignCounterpartyCommitmentReply signed = pair.Signed(true, 1, 1, content);

        ValidateHolderCommitment other = pair.Validate(true, 1, 1, content, signed);
        other.Commitment.ToHolderSat--;
        pair.Ours.Refuses(NewSigned, other.Encode());

        other = pair.Validate(true, 1, 1, content, signed);
        other.Commitment.ToCounterpartySat--;
        pair.Ours.Refuses(NewSigned, other.Encode());

        other = pair.Validate(true, 1, 1, content, signed);
        other.Commitment.Htlcs[0].Expiry++;
        pair.Ours.Refuses(NewSigned, other.Encode());

        other = pair.Validate(true, 1, 1, content, signed);
        other.Commitment.Htlcs[0].PaymentHash[0] ^= 1;
        pair.Ours.Refuses(NewSigned, other.Encode());
    }

    [TestMethod]
    public void NumbersGoOnInOrder()
    {
        TestPair pair = TestPair.Used();
        TestContent content = pair.Content(1);
        ValidateHolderCommitment next = pair.Validate(true, 1, 3, content, pair.Signed(true, 1, 3, content));
        next.Commitment.Number = 1;
        pair.Ours.Refuses(NotRevoked, next.Encode());
        next.Commitment.Number = 4;
        pair.Ours.Refuses(NewSigned, next.Encode());
        next.Commitment.Number = 2;
        pair.Ours.Refuses("policy-commitment-retry-same", next.Encode());
        next.Commitment.Number = 3;
        pair.Ours.Body(next.Encode());
    }

    [TestMethod]
    public void TheSuccessorMayBeReplacedUntilItsPredecessorIsRevoked()
    {
        // Two peers that know nothing of each other, so that one of them can sign number 1 twice.
        TestPair pair = TestPair.Locked();
        TestPair twin = TestPair.Locked();
        TestContent first = pair.Content(1);
        TestContent second = pair.Content(2);
        pair.Ours.Body(pair.Validate(true, 1, 1, first, pair.Signed(true, 1, 1, first)).Encode());
        ValidateHolderCommitment replaced = twin.Validate(true, 1, 1, second, twin.Signed(true, 1, 1, second));
        Assert.AreEqual(1, pair.Ours.CommitsOf(replaced.Encode()));

        pair.Ours.Body(pair.Revoke(true, 0).Encode());
        Assert.AreEqual(0, pair.Ours.CommitsOf(replaced.Encode()));
        pair.Ours.Refuses("policy-commitment-retry-same", pair.Validate(true, 1, 1, first, pair.Signed(true, 1, 1, first)).Encode());
    }

    [TestMethod]
    public void NothingIsRevokedWithoutASuccessor()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Refuses(NewSigned, pair.Revoke(true, 0).Encode());
        pair.Ours.Refuses(NewSigned, pair.Revoke(true, 1).Encode());

        TestContent content = pair.Content(1);
        pair.Ours.Body(pair.Validate(true, 1, 1, content, pair.Signed(true, 1, 1, content)).Encode());
        pair.Ours.Refuses(NewSigned, pair.Revoke(true, 1).Encode());
        pair.Ours.Body(pair.Revoke(true, 0).Encode());
        pair.Ours.Refuses(NewSigned, pair.Revoke(true, 1).Encode());
    }

    [TestMethod]
    public void ARevokedSecretIsGivenAgain()
    {
        TestPair pair = TestPair.Used();
        RevokeHolderCommitmentReply first = RevokeHolderCommitmentReply.Decode(pair.Ours.Body(pair.Revoke(true, 0).Encode()));
        RevokeHolderCommitmentReply last = RevokeHolderCommitmentReply.Decode(pair.Ours.Body(pair.Revoke(true, 1).Encode()));
        Assert.IsTrue(Check.Same(first.NextPoint, pair.Point(true, 2)));
        Assert.IsTrue(Check.Same(last.NextPoint, pair.Point(true, 3)));
        Assert.IsFalse(Check.Same(first.Secret, last.Secret));
    }

    [TestMethod]
    public void AfterOurSignatureItsCommitmentIsNeverRevoked()
    {
        TestPair pair = TestPair.Used();
        TestContent content = pair.Content(1);
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());

        // Another commitment may still be validated: it only gives the holder a choice.
        pair.Ours.Body(pair.Validate(true, 1, 3, content, pair.Signed(true, 1, 3, content)).Encode());
        pair.Ours.Refuses("policy-revoke-not-closed", pair.Revoke(true, 2).Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("policy-revoke-not-closed", pair.Revoke(true, 2).Encode());
        pair.Ours.Body(pair.Revoke(true, 1).Encode());
    }

    [TestMethod]
    public void ASignedSuccessorTakesOverAndStays()
    {
        TestPair pair = TestPair.Used();
        TestContent content = pair.Content(1);
        pair.Ours.Body(pair.Validate(true, 1, 3, content, pair.Signed(true, 1, 3, content)).Encode());
        byte[] signature = pair.Ours.Body(pair.Close(true, 1, 3).Encode()).Rest();
        pair.Ours.Body(pair.Revoke(true, 2).Encode());
        Assert.IsTrue(Check.Same(signature, pair.Ours.Body(pair.Close(true, 1, 3).Encode()).Rest()));
        pair.Theirs.Body(pair.Validate(false, 1, 3, content, pair.Signed(false, 1, 3, content)).Encode());
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 2).Encode())).Secret;
        pair.Ours.Body(pair.Revocation(true, 2, secret).Encode());
        TestContent next = pair.Content(0);
        pair.Theirs.Body(pair.Revocation(false, 2, RevokeHolderCommitmentReply.Decode(pair.Ours.Body(pair.Revoke(true, 2).Encode())).Secret).Encode());
        pair.Ours.Body(pair.Validate(true, 1, 4, next, pair.Signed(true, 1, 4, next)).Encode());
        pair.Ours.Refuses("policy-revoke-not-closed", pair.Revoke(true, 3).Encode());
    }

    [TestMethod]
    public void OnlyAHeldCommitmentIsSigned()
    {
        TestPair pair = TestPair.Used();
        pair.Ours.Refuses(NotRevoked, pair.Close(true, 1, 1).Encode());
        pair.Ours.Refuses(NotRevoked, pair.Close(true, 1, 3).Encode());
        pair.Ours.Refuses(NotRevoked, pair.Close(true, 1, 4).Encode());
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
    }

    [TestMethod]
    public void PointsEndWhereTheyAreNeeded()
    {
        TestPair pair = TestPair.Used();
        GetPerCommitmentPoint request = new GetPerCommitmentPoint();
        request.Peer = pair.TheirNode;
        request.Dbid = 1;
        request.Number = 4;
        pair.Ours.Body(request.Encode());
        request.Number = 5;
        pair.Ours.Refuses("policy-optional-fail-fast", request.Encode());

        // A channel that is not set up has two.
        request.Dbid = 2;
        request.Number = 1;
        pair.Ours.Body(request.Encode());
        request.Number = 2;
        pair.Ours.Refuses("policy-optional-fail-fast", request.Encode());
    }
}
