using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;
using Holdfast.Unit.Chain;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>The chain through whole requests: fed, written down, shown again after a start, proven in, given up.</summary>
[TestClass]
public class ChainTests
{
    [TestMethod]
    public void ABlankChainIsTheCheckpoint()
    {
        TestChain chain = new TestChain(TestDevice.Ready(1));
        ReadChainReply read = chain.Read();
        Assert.IsFalse(read.IsFed || read.IsInForce || read.IsBehind);
        Assert.AreEqual(0u, read.Height);
        Assert.AreEqual(0u, read.CheckpointHeight);
        Assert.AreEqual("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", Miner.Text(read.Hash));
        Assert.AreEqual(0x207fffffu, read.Bits);
        Assert.AreEqual(1, (int)read.LockDepth);
    }

    [TestMethod]
    public void OneCommitForABatchAndOneForSixBlocks()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        Assert.AreEqual(0, device.CommitsOf(TestChain.FeedOf(new byte[0], false).Encode()));
        Assert.AreEqual(1, device.CommitsOf(TestChain.FeedOf(chain.Grow(90), false).Encode()));
        int commits = 0;
        for (int i = 0; i < 12; i++)
        {
            commits += device.CommitsOf(TestChain.FeedOf(chain.Grow(1), false).Encode());
        }

        Assert.AreEqual(2, commits);
        ReadChainReply read = chain.Read();
        Assert.AreEqual(102u, read.Height);
        Assert.AreEqual(90u, read.LowestHeight);
        Assert.AreEqual("000000000000000000000000000000cc", Hex.Text(read.Work));
        Assert.IsTrue(read.IsFed && !read.IsInForce && !read.IsBehind);
    }

    [TestMethod]
    public void TheRulesHoldFromTheFirstTipOn()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);

        // Nothing was shown: there is no chain that could be in force.
        Assert.AreEqual(0, device.CommitsOf(TestChain.FeedOf(new byte[0], true).Encode()));
        Assert.IsFalse(chain.Read().IsInForce);
        chain.Feed(chain.Grow(2), false);
        Assert.IsFalse(chain.Read().IsInForce);
        Assert.AreEqual(1, device.CommitsOf(TestChain.FeedOf(new byte[0], true).Encode()));
        Assert.IsTrue(chain.Read().IsInForce);
        Assert.AreEqual(0, device.CommitsOf(TestChain.FeedOf(chain.Grow(1), false).Encode()));
        device.Restart();
        Assert.IsTrue(chain.Read().IsInForce);
    }

    [TestMethod]
    public void AfterAStartTheNewestBlocksAreShownAgain()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        byte[] headers = chain.Grow(30);
        chain.Feed(headers, true);
        chain.Feed(chain.Grow(3), true);
        device.Restart();
        ReadChainReply read = chain.Read();
        Assert.AreEqual((uint)(30 - HeaderChain.DepthMax), read.Height);
        Assert.AreEqual(30u, read.HeightSeen);
        Assert.IsTrue(read.IsFed && read.IsBehind);
        chain.Feed(Miner.Slice(headers, 80 * (30 - HeaderChain.DepthMax), 80 * HeaderChain.DepthMax), false);
        Assert.IsFalse(chain.Read().IsBehind);
    }

    [TestMethod]
    public void AFaultIsAnAnswer()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        byte[] headers = chain.Grow(4);
        FeedHeadersReply reply = chain.Feed(Miner.Slice(headers, 160, 160), true);
        Assert.IsTrue(reply.Taken == 0 && reply.Fault == HeaderFault.UnknownParent);
        Assert.IsFalse(chain.Read().IsInForce);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestChain.FeedOf(Miner.Slice(headers, 0, 81), false).Encode());
        Assert.AreEqual(0u, chain.Read().Height);
        reply = chain.Feed(headers, false);
        Assert.IsTrue(reply.Taken == 4 && reply.Fault == HeaderFault.None);
    }

    [TestMethod]
    public void AProofNeedsAWayToItsBlock()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        byte[] first = chain.Mine(Payment());
        ProveBurial proof = chain.Proof();
        byte[] run = chain.Grow(20);
        chain.Feed(first, false);
        chain.Feed(run, false);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.UnlinkedHeader, proof.Encode());
        device.Rejects(ReplyStatus.NotNow, ErrorCode.UnlinkedHeader, TestChain.WalkOf(first).Encode());
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestChain.WalkOf(Miner.Slice(run, 0, 79)).Encode());
        Assert.AreEqual(21u, chain.Walk(Miner.Slice(run, 19 * 80, 80)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, proof.Encode());
        for (int i = 18; i >= 0; i--)
        {
            Assert.AreEqual((uint)i + 2, chain.Walk(Miner.Slice(run, i * 80, 80)));
        }

        Assert.AreEqual(1u, chain.Walk(first));
        ProveBurialReply reply = ProveBurialReply.Decode(device.Body(proof.Encode()));
        Assert.IsTrue(reply.Height == 1 && reply.Depth == 21);
        Assert.AreEqual(Hex.Text(Holdfast.Crypto.Sha256.HashTwice(proof.Transaction)), Hex.Text(reply.Txid));

        proof.Vout = 1;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, proof.Encode());
        proof.Vout = 0;
        proof.Index = 2;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, proof.Encode());
    }

    [TestMethod]
    public void TheLimitsBesideTheChainOutliveIt()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        device.Body(LimitsTests.Set(2, 9));
        Assert.IsFalse(chain.Read().IsFed);
        device.Restart();
        Assert.IsFalse(chain.Read().IsFed);
        byte[] digest = device.Status().LimitsDigest;
        chain.Feed(chain.Grow(30), true);
        device.Body(LimitsTests.Set(3, 2000));
        device.Body(LimitsTests.Set(2, 10));
        Assert.IsTrue(!Check.Same(digest, device.Status().LimitsDigest));
        digest = device.Status().LimitsDigest;
        device.Restart();
        Assert.IsTrue(chain.Read().IsInForce);
        Assert.IsTrue(Check.Same(digest, device.Status().LimitsDigest));

        device.Button.Presses = true;
        device.Body(new ForgetChain().Encode());
        device.Restart();
        Assert.IsFalse(chain.Read().IsFed || chain.Read().IsInForce);
        Assert.IsTrue(Check.Same(digest, device.Status().LimitsDigest));
    }

    [TestMethod]
    public void OnlyTheOwnerGivesTheChainUp()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        chain.Feed(chain.Grow(9), true);
        device.Rejects(ReplyStatus.Refused, ErrorCode.NotApproved, new ForgetChain().Encode());
        Assert.IsTrue(chain.Read().IsInForce);
        device.Button.Presses = true;
        Assert.AreEqual(1, device.CommitsOf(new ForgetChain().Encode()));
        Assert.IsTrue(device.Button.LastQuestion.IndexOf("up to height 9,") > 0);
        ReadChainReply read = chain.Read();
        Assert.IsFalse(read.IsFed || read.IsInForce);
        Assert.AreEqual(0u, read.Height);
        device.Restart();
        Assert.IsFalse(chain.Read().IsInForce);
    }

    [TestMethod]
    public void OnePressGivesTheChainUpOnce()
    {
        TestDevice device = TestDevice.Ready(1);
        TestChain chain = new TestChain(device);
        chain.Feed(chain.Grow(9), true);
        device.Button.Presses = true;
        device.Body(new ForgetChain().Encode());

        // The same chain is shown again within two minutes: the press was for the first time.
        device.Button.Presses = false;
        TestChain again = new TestChain(device);
        again.Feed(again.Grow(9), true);
        device.Rejects(ReplyStatus.Refused, ErrorCode.NotApproved, new ForgetChain().Encode());
        Assert.IsTrue(chain.Read().IsInForce);
    }

    private static byte[] Payment()
    {
        SignSplice sign = new SignSplice();
        sign.Version = 2;
        WalletInputFields input = new WalletInputFields();
        input.Txid = new byte[32];
        sign.Inputs = new WalletInputFields[] { input };
        WalletOutputFields output = new WalletOutputFields();
        output.Sat = 5;
        output.Script = new byte[22];
        sign.Outputs = new WalletOutputFields[] { output };
        return TestSplice.TransactionOf(sign).Serialize();
    }
}
