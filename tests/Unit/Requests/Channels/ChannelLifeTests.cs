using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A channel from opening to close between two devices, and what each request costs in commits.</summary>
[TestClass]
public class ChannelLifeTests
{
    [TestMethod]
    public void AChannelLivesAndCloses()
    {
        TestPair pair = TestPair.Locked();
        pair.Advance(0, pair.Content(1));
        pair.Advance(1, pair.Content(4));
        pair.Advance(2, pair.Content(3));
        pair.Advance(3, pair.Content(0));

        SignMutualClose close = TestClose.Of(pair, true);
        byte[] signature = SignMutualCloseReply.Decode(pair.Ours.Body(close.Encode())).Signature;
        Assert.AreEqual(64, signature.Length);
    }

    [TestMethod]
    public void AChannelWithoutAnchorsLivesAsWell()
    {
        TestPair pair = new TestPair();
        pair.ChannelType = 0;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        pair.Advance(0, pair.Content(2));
        pair.Advance(1, pair.Content(0));
    }

    [TestMethod]
    public void OneCommitPerPromiseAndNoneForReading()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(2);
        Assert.AreEqual(1, pair.Ours.CommitsOf(pair.Sign(true, 1, 1, content).Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Sign(true, 1, 1, content).Encode()));

        ValidateHolderCommitment validate = pair.Validate(true, 1, 1, content, pair.Signed(true, 1, 1, content));
        Assert.AreEqual(1, pair.Ours.CommitsOf(validate.Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(validate.Encode()));

        Assert.AreEqual(1, pair.Ours.CommitsOf(pair.Revoke(true, 0).Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Revoke(true, 0).Encode()));

        pair.Theirs.Body(pair.Validate(false, 1, 1, content, pair.Signed(false, 1, 1, content)).Encode());
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 0).Encode())).Secret;
        Assert.AreEqual(1, pair.Ours.CommitsOf(pair.Revocation(true, 0, secret).Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Revocation(true, 0, secret).Encode()));

        Assert.AreEqual(1, pair.Ours.CommitsOf(pair.Close(true, 1, 1).Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Close(true, 1, 1).Encode()));
    }

    [TestMethod]
    public void EveryPromiseSurvivesARestart()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(2);
        byte[] first = pair.Ours.Body(pair.Sign(true, 1, 1, content).Encode()).Rest();
        pair.Ours.Restart();
        Assert.IsTrue(Check.Same(first, pair.Ours.Body(pair.Sign(true, 1, 1, content).Encode()).Rest()));
        pair.Ours.Refuses("policy-commitment-retry-same", pair.Sign(true, 1, 1, pair.Content(0)).Encode());

        pair.Ours.Body(pair.Validate(true, 1, 1, content, pair.Signed(true, 1, 1, content)).Encode());
        pair.Ours.Restart();
        byte[] secret = pair.Ours.Body(pair.Revoke(true, 0).Encode()).Rest();
        pair.Ours.Restart();
        Assert.IsTrue(Check.Same(secret, pair.Ours.Body(pair.Revoke(true, 0).Encode()).Rest()));
        pair.Ours.Refuses("policy-commitment-holder-not-revoked", pair.Close(true, 1, 0).Encode());
        pair.Ours.Body(pair.Close(true, 1, 1).Encode());
    }

    [TestMethod]
    public void IdleWorkChangesNoAnswer()
    {
        TestPair quick = TestPair.Locked();
        TestPair idle = TestPair.Locked();
        for (int i = 0; i < 5; i++)
        {
            idle.Ours.Idle();
        }

        TestContent content = quick.Content(2);
        byte[] expected = quick.Ours.Body(quick.Validate(true, 1, 1, content, quick.Signed(true, 1, 1, content)).Encode()).Rest();
        byte[] actual = idle.Ours.Body(idle.Validate(true, 1, 1, content, idle.Signed(true, 1, 1, content)).Encode()).Rest();
        Assert.IsTrue(Check.Same(expected, actual));
    }
}
