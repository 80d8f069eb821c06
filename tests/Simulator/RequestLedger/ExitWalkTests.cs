using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.RequestLedger;

/// <summary>
/// Every state that a host can bring a small world into (a few fundings and one given up, two numbers, all requests that change a channel), breadth
/// first, and in each the way out: whichever funding may confirm, the holder's newest commitment on it is signed and its output comes home. No step but
/// a revocation takes a way out, and a revocation only where the holder's signature is not out or another funding was locked. Every other slot of the book is in use, and
/// other openings want this channel's slot: nothing that may hold the holder's money goes without the owner.
/// </summary>
[TestClass]
public sealed class ExitWalkTests
{
    private const int StatesMax = 30000;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EveryReachableStateKeepsItsExits(bool isOutbound)
    {
        Walk walk = Walk.Through(new ExitScope(isOutbound, IsFull: true));
        Assert.IsTrue(walk.World.Refusals.Contains(nameof(ErrorCode.ChannelsFull)), walk.ToString());
        Assert.IsTrue(walk.Lost > 0, "no opening ever lost its slot");
        Assert.AreEqual(isOutbound, walk.Has(state => !state.IsFundingLocked && state.Terms.IsOutbound && state.Fundings.Count(funding => funding.IsBound) == 2),
            "an opening that the holder funds is replaced by another transaction, and both are signed");
    }

    /// <summary>
    /// The device follows payments, and one is in flight. Every state has its way out, also where the host has lost the table; what the table is follows from the digest in
    /// the record.
    /// </summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EveryStateWithPaymentsKeepsItsExits(bool isOutbound)
    {
        Walk walk = Walk.Through(new ExitScope(isOutbound, Live: 1, IsFollowed: true));
        Assert.IsTrue(walk.Has(state => state.PaymentsDigest != null && state.IsClosing), walk.ToString());
        Assert.IsTrue(walk.Has(state => state.HolderRevokedCount == 1 && state.Fundings.Count(funding => funding.HolderCurrent != null) == 2), walk.ToString());
        Assert.IsFalse(walk.World.Refusals.Contains(PaymentIsInvoiced.Tag), walk.ToString());
    }

    /// <summary>The opening transaction of the holder is replaced until there is no room.</summary>
    [TestMethod]
    public void AnOpeningThatIsReplacedAgainAndAgainKeepsItsExits()
    {
        Walk walk = Walk.Through(new ExitScope(IsOutbound: true, Fundings: 4, Live: 1, IsOpening: true));
        Assert.IsTrue(walk.Has(state => !state.IsFundingLocked && state.Fundings.Count(funding => funding.IsBound) == 3), walk.ToString());
        Assert.IsTrue(walk.World.Refusals.Contains(FundingHasRoom.Tag), walk.ToString());
    }

    /// <summary>Two splices wait for their lock, a third has no room; one is locked, and then it has.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AThirdSpliceKeepsTheExits(bool isOutbound)
    {
        Walk walk = Walk.Through(new ExitScope(isOutbound, Fundings: 4, Live: 1));
        Assert.IsTrue(walk.Has(state => state.Fundings.Count(funding => funding.IsBound) == 3), walk.ToString());
        Assert.IsTrue(walk.World.Refusals.Contains(FundingHasRoom.Tag), walk.ToString());
        Assert.IsTrue(walk.Has(state => state.Locked?.Prefix == TestPair.Prefix(2) && state.IndexOfPrefix(TestPair.Prefix(4)) >= 0), walk.ToString());
    }

    /// <summary>The record of a long life has room for three fundings, but not for one more revocation: the channel waits for a lock, and then goes on.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ARecordThatIsFullKeepsTheExits(bool isOutbound)
    {
        ulong first = Last(count => ChannelCodec.RecordBytesMost(3, 2, count));
        Walk walk = Walk.Through(new ExitScope(isOutbound, Fundings: 3, First: first, Live: 3));
        Assert.IsTrue(walk.World.Refusals.Contains(FundingHasRoom.Tag), walk.ToString());
        Assert.IsTrue(walk.Has(state => state.CounterpartyRevokedCount == first && state.Fundings.Count(funding => funding.IsBound) == 3), walk.ToString());
        Assert.IsFalse(walk.Has(state => state.CounterpartyRevokedCount > first && state.Fundings.Length == 3), "the record is longer than its slot");
        Assert.IsTrue(walk.Has(state => state.CounterpartyRevokedCount > first), "the channel does not go on after a lock");
    }

    /// <summary>After that many revocations a second splice waits for the lock of the first.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ALongLifeHasRoomForOneSplice(bool isOutbound)
    {
        ulong first = Last(count => ChannelCodec.RecordBytesMost(3, 2, (2 * count) + 1024)) + 2;
        Walk walk = Walk.Through(new ExitScope(isOutbound, Fundings: 3, First: first, Live: 1));
        Assert.IsTrue(walk.World.Refusals.Contains(FundingHasRoom.Tag), walk.ToString());
        Assert.IsTrue(walk.Has(state => state.Fundings.Count(funding => funding.IsBound) == 2), walk.ToString());
        Assert.IsFalse(walk.Has(state => state.Fundings.Count(funding => !funding.IsRetired) == 3), walk.ToString());
    }

    private static ulong Last(Func<ulong, int> bytes)
    {
        ulong count = 1;
        while (bytes(count + 1) <= ChannelCodec.RecordBytesMax)
        {
            count++;
        }

        return count;
    }

    private sealed class Walk(ExitWorld world)
    {
        public ExitWorld World => world;

        public Dictionary<string, Channel?> States { get; } = [];

        public int Exits { get; private set; }

        /// <summary>How often another channel took the slot.</summary>
        public int Lost { get; private set; }

        public static Walk Through(ExitScope scope)
        {
            Walk walk = new(new ExitWorld(scope));
            walk.Go();
            Console.WriteLine(walk);
            return walk;
        }

        public bool Has(Func<Channel, bool> property) => States.Values.Any(state => state != null && property(state));

        public override string ToString() => $"{States.Count} states, {Exits} exits taken; refused by {string.Join(", ", World.Refusals.Order())}";

        private void Go()
        {
            Queue<Channel?> open = new([World.Start]);
            States[ExitWorld.Key(World.Start)] = World.Start;
            while (open.TryDequeue(out Channel? state))
            {
                foreach (ExitStep step in World.Steps)
                {
                    Channel? next = World.After(state, step);
                    if (next != null && !World.IsOurs(next))
                    {
                        RequireNothingLost(state, step);
                        continue;
                    }

                    RequireExitsKept(state, step, next);
                    if (States.TryAdd(ExitWorld.Key(next), next))
                    {
                        Exits += World.TakeExits(next!);

                        // From a forgotten channel only exits lead on, and the loss of its slot.
                        if (!next!.IsForgotten || World.IsFull)
                        {
                            open.Enqueue(next);
                        }
                    }
                }

                Assert.IsTrue(States.Count < StatesMax, "the world is not small any more");
            }

            Assert.IsTrue(Exits > 200, $"{this}: too few to mean anything");
        }

        // Another channel has the slot, and nobody pressed a button.
        private void RequireNothingLost(Channel? state, ExitStep step)
        {
            Lost++;
            bool isUnfunded = state == null || (state.Terms.IsOutbound && !state.IsFundingLocked && state.Fundings.All(funding => !funding.IsBound));
            Assert.IsTrue(isUnfunded || !state!.OwnsSomething, $"{step.Name} took the slot of a channel with the holder's money");
            Assert.IsTrue(state == null || !state.IsClosing || state.IsForgotten, $"{step.Name} took the slot of a channel that closes");
        }

        private void RequireExitsKept(Channel? state, ExitStep step, Channel? next)
        {
            foreach (Funding before in state?.Fundings ?? [])
            {
                Funding? after = next!.Fundings.FirstOrDefault(funding => funding.Prefix == before.Prefix);
                bool isLockOfAnother = step.LockedFunding != 0 && TestPair.Prefix(step.LockedFunding) != (state!.Locked ?? before).Prefix;
                Assert.IsTrue(!before.IsBound || after?.IsBound == true || isLockOfAnother || step.IsSetup, $"{step.Name} forgot that {before.Prefix:x8} may confirm");
                if (before.HolderCurrent == null || Check.Same(after?.HolderCurrent?.Sighash!, before.HolderCurrent.Sighash))
                {
                    continue;
                }

                bool isSuccessor = before.HolderPending != null && Check.Same(after?.HolderCurrent?.Sighash!, before.HolderPending.Sighash);
                bool isRevoked = step.IsRevocation && (isSuccessor || !before.IsBound);
                bool isStartedOver = step.IsSetup && (world.IsOutbound ? !before.IsBound : !state!.OwnsSomething);
                Assert.IsTrue(isRevoked || isStartedOver, $"{step.Name} took the exit of funding {before.Prefix:x8} away");
            }
        }
    }
}
