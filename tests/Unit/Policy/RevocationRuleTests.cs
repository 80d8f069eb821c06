using Holdfast.Channels;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about secrets: the holder's leave late, the peer's are believed only when they fit.</summary>
[TestClass]
public class RevocationRuleTests
{
    [TestMethod]
    public void RevocationInOrderTable()
    {
        // signed count, revoked count, shown number, allowed
        ulong[][] cases =
        {
            new ulong[] { 0, 0, 0, 0 }, new ulong[] { 1, 0, 0, 0 }, new ulong[] { 2, 0, 0, 1 }, new ulong[] { 2, 0, 1, 0 },
            new ulong[] { 2, 1, 1, 0 }, new ulong[] { 3, 1, 1, 1 }, new ulong[] { 3, 1, 0, 0 }, new ulong[] { 3, 1, 2, 0 },
        };
        for (int i = 0; i < cases.Length; i++)
        {
            Channel channel = Sample.Outbound();
            channel.SignedCount = cases[i][0];
            channel.CounterpartyRevokedCount = cases[i][1];
            ulong number = cases[i][2];
            if (cases[i][3] == 1)
            {
                RevocationInOrder.Require(channel, number);
            }
            else
            {
                Sample.Refuses(RevocationInOrder.Tag, () => RevocationInOrder.Require(channel, number));
            }
        }
    }

    [TestMethod]
    public void SecretMatchesPointOrNothing()
    {
        SecretMatchesPoint.Require(true);
        Sample.Refuses(SecretMatchesPoint.Tag, () => SecretMatchesPoint.Require(false));
    }

    [TestMethod]
    public void SecretFitsChainFromTheSecondOn()
    {
        byte[] seed = Sample.Fill(32, 0x33);
        Channel channel = Sample.Outbound();
        channel.Revocations = channel.Revocations.With(0, Holdfast.Lightning.Shachain.CommitmentSecret(seed, 0));
        byte[] good = Holdfast.Lightning.Shachain.CommitmentSecret(seed, 1);
        SecretFitsChain.Require(channel, 1, good);
        good[0] ^= 1;
        Sample.Refuses(SecretFitsChain.Tag, () => SecretFitsChain.Require(channel, 1, good));
    }

    [TestMethod]
    public void SuccessorIsHeldBeforeTheSecretLeaves()
    {
        Channel channel = Sample.Outbound();
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        Sample.Refuses(SuccessorIsHeld.Tag, () => SuccessorIsHeld.Require(channel, 0));
        channel.Fundings[0].HolderPending = Sample.Held(2, false);
        SuccessorIsHeld.Require(channel, 0);
        Sample.Refuses(SuccessorIsHeld.Tag, () => SuccessorIsHeld.Require(channel, 1));
    }

    [TestMethod]
    public void SuccessorIsHeldOnEveryFundingThatMayConfirm()
    {
        Channel channel = Sample.Outbound();
        Funding splice = Sample.Funding(2);
        channel.Fundings = new Funding[] { channel.Fundings[0], splice };
        channel.Fundings[0].IsBound = true;
        channel.Fundings[0].HolderPending = Sample.Held(2, false);
        SuccessorIsHeldOnEveryFunding.Require(channel);
        splice.IsBound = true;
        Sample.Refuses(SuccessorIsHeldOnEveryFunding.Tag, () => SuccessorIsHeldOnEveryFunding.Require(channel));
        splice.HolderPending = Sample.Held(3, false);
        SuccessorIsHeldOnEveryFunding.Require(channel);
    }

    [TestMethod]
    public void NotClosedMeansNeitherWay()
    {
        Channel channel = Sample.Outbound();
        NotClosed.Require(channel);
        channel.IsPendingSigned = true;
        NotClosed.Require(channel);
        channel.IsCurrentSigned = true;
        Sample.Refuses(NotClosed.Tag, () => NotClosed.Require(channel));
        channel.IsCurrentSigned = false;
        channel.IsMutualCloseSigned = true;
        Sample.Refuses(NotClosed.Tag, () => NotClosed.Require(channel));
    }

    [TestMethod]
    public void PointWithinReachOfTheNextNumber()
    {
        PointWithinReach.Require(null!, 1);
        Sample.Refuses(PointWithinReach.Tag, () => PointWithinReach.Require(null!, 2));
        Channel channel = Sample.Outbound();
        channel.HolderRevokedCount = 7;
        PointWithinReach.Require(channel, 9);
        Sample.Refuses(PointWithinReach.Tag, () => PointWithinReach.Require(channel, 10));
    }
}
