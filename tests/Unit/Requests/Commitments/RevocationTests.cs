using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The peer's revocation secrets: in order, of the right point, from one tree.</summary>
[TestClass]
public class RevocationTests
{
    private const string InOrder = "policy-commitment-previous-revoked";

    [TestMethod]
    public void OnlyTheSecretOfThatPointIsTaken()
    {
        TestPair pair = TestPair.Locked();
        byte[] secret = Start(pair);
        byte[] wrong = (byte[])secret.Clone();
        wrong[31] ^= 1;
        pair.Ours.Refuses("holdfast-revocation-matches-point", pair.Revocation(true, 0, wrong).Encode());
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, pair.Revocation(true, 0, new byte[32]).Encode());
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, pair.Revocation(true, 0, TestDevice.Fill(32, 0xff)).Encode());
        pair.Ours.Body(pair.Revocation(true, 0, secret).Encode());
    }

    [TestMethod]
    public void SecretsComeInOrder()
    {
        TestPair pair = TestPair.Locked();
        byte[] secret = Start(pair);
        pair.Ours.Refuses(InOrder, pair.Revocation(true, 1, secret).Encode());
        pair.Ours.Refuses(InOrder, pair.Revocation(true, 2, secret).Encode());
        pair.Ours.Body(pair.Revocation(true, 0, secret).Encode());

        // Number 1 has no signed successor yet.
        pair.Ours.Refuses(InOrder, pair.Revocation(true, 1, secret).Encode());
    }

    [TestMethod]
    public void TheNewestMayBeShownAgainButNotWithAnotherSecret()
    {
        TestPair pair = TestPair.Used();
        byte[] newest = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 1).Encode())).Secret;
        byte[] older = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 0).Encode())).Secret;
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Revocation(true, 1, newest).Encode()));
        pair.Ours.Refuses(InOrder, pair.Revocation(true, 1, older).Encode());
        pair.Ours.Refuses(InOrder, pair.Revocation(true, 0, older).Encode());
    }

    [TestMethod]
    public void ASecretFromAnotherTreeIsRefused()
    {
        // A peer that makes up a fresh secret for every number: each matches its point, but the second does not lead to the first.
        TestPair pair = TestPair.Locked();
        TestKeys keys = new TestKeys(0x22);
        byte[] first = Start(TestPair.Locked());
        byte[] second = TestDevice.Fill(32, 0x51);
        SignCounterpartyCommitment request = pair.Sign(true, 1, 1, pair.Content(1));
        request.Commitment.Point = keys.Curve.PublicKey(second);
        pair.Ours.Body(request.Encode());
        pair.Ours.Body(pair.Revocation(true, 0, first).Encode());

        request.Commitment.Number = 2;
        request.Commitment.Point = keys.Curve.PublicKey(TestDevice.Fill(32, 0x52));
        pair.Ours.Body(request.Encode());
        pair.Ours.Refuses("holdfast-revocation-fits-chain", pair.Revocation(true, 1, second).Encode());
    }

    // The peer's secret of number 0, after its commitment 1 was signed and validated.
    private static byte[] Start(TestPair pair)
    {
        TestContent content = pair.Content(1);
        pair.Theirs.Body(pair.Validate(false, 1, 1, content, pair.Signed(false, 1, 1, content)).Encode());
        return RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 0).Encode())).Secret;
    }
}
