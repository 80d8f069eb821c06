using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.Requests.Handlers;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>
/// Every state that a host can bring a small world into (two fundings and one given up, numbers 0 and 1, all requests that change a channel), breadth
/// first, and in each the way out: whichever funding may confirm, our newest commitment on it is signed and its output comes home. No step but
/// a revocation takes a way out, and a revocation only where our signature is not out or another funding was locked.
/// </summary>
[TestClass]
public class ExitWalkTests
{
    private const int StatesMax = 30000;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EveryReachableStateKeepsItsExits(bool isOutbound)
    {
        World world = new(isOutbound);
        Queue<Channel?> open = new([null]);
        HashSet<string> seen = [""];
        int exits = 0;
        while (open.TryDequeue(out Channel? state))
        {
            foreach (Step step in world.Steps)
            {
                Channel? next = world.After(state, step);
                RequireExitsKept(world, state, step, next);
                if (seen.Add(World.Key(next)))
                {
                    exits += world.TakeExits(next!);

                    // From a forgotten channel only exits lead on.
                    if (!next!.IsForgotten)
                    {
                        open.Enqueue(next);
                    }
                }
            }

            Assert.IsTrue(seen.Count < StatesMax, "the world is not small any more");
        }

        Console.WriteLine($"{seen.Count} states, {exits} exits taken");
        Assert.IsTrue(seen.Count > 200 && exits > 200, $"{seen.Count} states and {exits} exits are too few to mean anything");
    }

    private static void RequireExitsKept(World world, Channel? state, Step step, Channel? next)
    {
        foreach (Funding before in state?.Fundings ?? [])
        {
            Funding? after = next!.Fundings.FirstOrDefault(funding => funding.Tag == before.Tag);
            bool isLockOfAnother = step.LockedFunding != 0 && TestPair.Tag(step.LockedFunding) != (state!.Locked ?? before).Tag;
            Assert.IsTrue(!before.IsBound || after?.IsBound == true || isLockOfAnother || step.IsSetup, $"{step.Name} forgot that {before.Tag:x8} may confirm");
            if (before.HolderCurrent == null || Check.Same(after?.HolderCurrent?.Sighash, before.HolderCurrent.Sighash))
            {
                continue;
            }

            bool isSuccessor = before.HolderPending != null && Check.Same(after?.HolderCurrent?.Sighash, before.HolderPending.Sighash);
            bool isRevoked = step.IsRevocation && (isSuccessor || !before.IsBound);
            bool isStartedOver = step.IsSetup && (world.IsOutbound ? !before.IsBound : !state!.OwnsSomething);
            Assert.IsTrue(isRevoked || isStartedOver, $"{step.Name} took the exit of funding {before.Tag:x8} away");
        }
    }

    /// <summary>A request, or our signature on a funding transaction.</summary>
    private sealed record Step(string Name, byte[]? Message, int BoundFunding = 0, byte LockedFunding = 0)
    {
        public bool IsRevocation => Message?[0] == (byte)MessageId.RevokeHolderCommitment;

        public bool IsSetup => Message?[0] == (byte)MessageId.SetupChannel;
    }

    private sealed class World
    {
        private const int Slot = ChannelBook.FirstSlot;
        private readonly TestPair _pair = new() { PushMsat = 0 };
        private readonly SignerContext _signer;
        private readonly HashSet<string> _taken = [];
        private byte[]? _payment;

        public World(bool isOutbound)
        {
            IsOutbound = isOutbound;
            if (!isOutbound)
            {
                // The device under test is the acceptor; the opener gives it something.
                _pair.PushMsat = 300000000;
            }

            _signer = TestSigner.Of(isOutbound ? (byte)0x11 : (byte)0x22);
            Steps = [.. AllSteps()];
        }

        public bool IsOutbound { get; }

        public IReadOnlyList<Step> Steps { get; }

        public static string Key(Channel? channel) => channel == null ? ""
            : Convert.ToHexString(ChannelCodec.EncodeTerms(channel)) + Convert.ToHexString(ChannelCodec.EncodeRecord(channel));

        /// <summary>The state after a step; the same when it is refused.</summary>
        public Channel? After(Channel? state, Step step)
        {
            Put(state);
            try
            {
                if (step.Message == null)
                {
                    Bind(step.BoundFunding);
                }
                else
                {
                    Ask(step.Message);
                }
            }
            catch (Exception exception) when (exception is Refusal or RequestException or MalformedException)
            {
                Assert.AreEqual(Key(state), Key(_signer.Channels.At(Slot)), "a refusal changes nothing");
            }

            return _signer.Channels.At(Slot)?.Copy();
        }

        /// <summary>Takes every way out of a state, each from the state itself; how many there were.</summary>
        public int TakeExits(Channel state)
        {
            int exits = 0;
            foreach (Funding funding in state.Fundings)
            {
                Assert.IsTrue(!IsOutbound || !funding.IsBound || funding.HolderCurrent != null, "our signature is out and there is no commitment of ours");
                if (funding.HolderCurrent == null)
                {
                    continue;
                }

                // A signature takes a millisecond: what the answer depends on is asked for once.
                exits++;
                if (!_taken.Add($"{state.IsForgotten} {state.IsFundingLocked} {state.IsCurrentSigned} {state.IsPendingSigned} {state.HolderRevokedCount} "
                    + $"{state.Fundings.Length} {funding.Tag} {funding.IsRetired} {funding.IsBound} {Convert.ToHexString(funding.HolderCurrent.Sighash)}"))
                {
                    continue;
                }

                Put(state);
                HolderKeys keys = _signer.KeysOf(state);
                SignHolderCommitment close = _pair.Close(IsOutbound, (byte)funding.Tag, state.HolderRevokedCount);
                byte[] signature = SignHolderCommitmentReply.Decode(new ByteReader(Ask(close.Encode()))).Signature;
                Assert.IsTrue(_signer.Curve.Verify(funding.HolderCurrent.Sighash, signature, keys.FundingKey));

                CommitmentKeys delayed = keys.OfHolder(state.HolderRevokedCount, state.Terms.CounterpartyBasepoints, false);
                SweepFields sweep = SweepTests.Sweep(
                    Scripts.ToLocal(delayed.Revocation, state.Terms.HolderDelayBlocks, delayed.BroadcasterDelayed), (uint)state.Terms.HolderDelayBlocks);
                SignDelayedSweep home = new() { ChannelId = state.Id, Number = state.HolderRevokedCount, Transaction = sweep };
                sweep.Outputs[0].Script = Scripts.PayToWitnessKey(_signer.Curve.PublicKey(_signer.Tree.WalletSecret(3)));
                Ask(home.Encode());
            }

            return exits;
        }

        // What was computed with another peer's keys goes, as it does when a request brings other keys.
        private void Put(Channel? state)
        {
            byte[]? payment = state?.Terms.CounterpartyBasepoints.Payment;
            if (payment != null && !Check.Same(payment, _payment))
            {
                _signer.KeyRing.Forget(state!.Id, Slot);
                _payment = payment;
            }

            if (state == null)
            {
                _signer.Channels.Clear(Slot);
            }
            else
            {
                Holdfast.Unit.Channels.Sample.Put(_signer.Channels, Slot, state.Copy());
            }
        }

        private IEnumerable<Step> AllSteps()
        {
            TestContent content = _pair.Content(0);
            for (byte funding = 1; funding <= 2; funding++)
            {
                yield return new Step($"set up {funding}", _pair.Setup(IsOutbound, funding).Encode());
                yield return new Step($"lock {funding}", _pair.Lock(IsOutbound, funding).Encode(), LockedFunding: funding);
                yield return new Step($"bind {funding}", null, funding);
                for (ulong number = 0; number <= 1; number++)
                {
                    SignCounterpartyCommitment sign = Sign(funding, number, content);
                    yield return new Step($"sign {funding}/{number}", sign.Encode());
                    yield return new Step($"validate {funding}/{number}", Validate(funding, number, content).Encode());
                    yield return new Step($"close {funding}/{number}", _pair.Close(IsOutbound, funding, number).Encode());
                }
            }

            SetupChannel away = _pair.Setup(IsOutbound, 3);
            away.CounterpartyBasepoints = new BasepointFields
            {
                Revocation = away.CounterpartyBasepoints.Revocation,
                Payment = away.CounterpartyFundingPoint,
                Htlc = away.CounterpartyBasepoints.Htlc,
                Delayed = away.CounterpartyBasepoints.Delayed,
            };
            yield return new Step("start over at 3", away.Encode());
            yield return new Step("revoke 0", _pair.Revoke(IsOutbound, 0).Encode());
            byte[] secret = Shachain.CommitmentSecret(PeerSecrets().ShaSeed, 0);
            yield return new Step("revocation 0", _pair.Revocation(IsOutbound, 0, secret).Encode());

            yield return new Step("forget", new ForgetChannel { ChannelId = _pair.ChannelId(IsOutbound) }.Encode());
        }

        private ChannelSecrets PeerSecrets() =>
            new TestKeys(IsOutbound ? (byte)0x22 : (byte)0x11).Tree.Channel(IsOutbound ? _pair.OurNode : _pair.TheirNode, _pair.Dbid);

        private byte[] PeerPoint(ulong number) => _signer.Curve.PublicKey(Shachain.CommitmentSecret(PeerSecrets().ShaSeed, number));

        private SignCounterpartyCommitment Sign(byte funding, ulong number, TestContent content) => new()
        {
            ChannelId = _pair.ChannelId(IsOutbound),
            FundingTag = TestPair.Tag(funding),
            Commitment = Content(number, PeerPoint(number), content),
        };

        private CommitmentFields Content(ulong number, byte[] point, TestContent content) => new()
        {
            Number = number,
            Point = point,
            FeeratePerKw = content.FeeratePerKw,
            ToHolderSat = IsOutbound ? content.OurSat : content.TheirSat,
            ToCounterpartySat = IsOutbound ? content.TheirSat : content.OurSat,
            Htlcs = [],
        };

        // The peer's signature is made here, over the transaction that a channel with this funding gives.
        private ValidateHolderCommitment Validate(byte funding, ulong number, TestContent content)
        {
            After(null, new Step("", _pair.Setup(IsOutbound, funding).Encode()));
            Channel channel = _signer.Channels.At(Slot);
            HolderKeys keys = _signer.KeysOf(channel);
            byte[] sighash = Rebuild.HolderCommitment(
                channel, channel.Fundings[0], keys, Content(number, keys.CommitmentPoint(number), content)).Sighash();
            SignCounterpartyCommitmentReply signed = new() { Signature = _signer.Curve.Sign(sighash, PeerSecrets().Funding), HtlcSignatures = [] };
            return _pair.Validate(IsOutbound, funding, number, content, signed);
        }

        // What SignWalletInputs and SignSplice require and record when our signature on the funding transaction leaves.
        private void Bind(int name)
        {
            Channel? channel = _signer.Channels.At(Slot);
            int index = channel == null ? -1 : channel.IndexOfTag(TestPair.Tag((byte)name));
            if (index >= 0 && !channel!.IsForgotten && !channel.Fundings[index].IsRetired)
            {
                ChannelGoesOn.Require(channel);
                FundingIsCountersigned.Require(channel, channel.Fundings[index]);
                _signer.Record(Slot, new FundingBound(index, null!));
            }
        }

        private byte[] Ask(byte[] message)
        {
            _signer.Owner.Begin(message, message.Length);
            ByteReader body = new(message, 1, message.Length - 1);
            return (MessageId)message[0] switch
            {
                MessageId.SetupChannel => SetupChannelHandler.Handle(body, _signer),
                MessageId.LockOutpoint => LockOutpointHandler.Handle(body, _signer),
                MessageId.SignCounterpartyCommitment => SignCounterpartyCommitmentHandler.Handle(body, _signer),
                MessageId.ValidateHolderCommitment => ValidateHolderCommitmentHandler.Handle(body, _signer),
                MessageId.SignHolderCommitment => SignHolderCommitmentHandler.Handle(body, _signer),
                MessageId.RevokeHolderCommitment => RevokeHolderCommitmentHandler.Handle(body, _signer),
                MessageId.ValidateRevocation => ValidateRevocationHandler.Handle(body, _signer),
                MessageId.SignDelayedSweep => SignDelayedSweepHandler.Handle(body, _signer),
                _ => ForgetChannelHandler.Handle(body, _signer),
            };
        }
    }
}
