using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Secrets;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>
/// The same judge over the device of a test of requests. Nobody tells him what is on the chain: a coin is there when a request shows it and is answered with a
/// signature, the first funding of an opening when it is set up, until somebody signs the transaction that creates it.
/// </content>
internal sealed partial class MoneyWorld
{
    private readonly HashSet<Outpoint> _proven = [];
    private readonly HashSet<Outpoint> _penalties = [];
    private readonly HashSet<string> _pressed = [];
    private readonly bool _isJudging;
    private byte[] _agreedRequest = [];

    private MoneyWorld(KeyTree keys, Limits limits, HashBook hashes)
        : this(keys, hashes)
    {
        _isJudging = true;
        _limits = limits;
    }

    /// <summary>Knows a device's keys and limits. Several devices of one test have one book of hashes.</summary>
    public static MoneyWorld OfRequests(KeyTree keys, Limits limits, HashBook hashes) => new(keys, limits, hashes);

    /// <summary>The owner pressed for this question while the request was asked; once more for the same is no second agreement.</summary>
    public void Pressed(byte[] request, string question)
    {
        _agreedRequest = request;
        if (_pressed.Add(Convert.ToHexString(request) + question))
        {
            _owner.Pressed(question);
        }
    }

    /// <exception cref="ViolationException">An answer is more than it should be, or more can be taken than was agreed.</exception>
    public void Judge(byte[] request, Reply reply, IReadOnlyList<(byte[] Key, byte[] Hash)> signed)
    {
        if (reply.Status != ReplyStatus.Ok)
        {
            return;
        }

        MessageId id = (MessageId)request[0];

        Requests++;
        if (signed.Count > 0)
        {
            Describe(id, new ByteReader(request, 1, request.Length - 1), Convert.ToHexString(signed[0].Key));
        }

        bool isNew = false;
        foreach ((byte[] key, byte[] hash) in signed)
        {
            SignatureRecord record = new(Convert.ToHexString(key), hash, _hashes.Single(hash), _hashes.Double(hash), id.ToString(), (int)Requests);
            if (record.Once is null)
            {
                throw new ViolationException(ViolationKind.Confusion, id + " signed a hash that nobody computed");
            }

            bool isTransaction = _thief.Learn(record);
            if (_signatures.Add(record))
            {
                isNew = true;
                RequireOneMeaning(id, record, isTransaction);
            }
        }

        Observe(id, request, reply);
        if (id == MessageId.SetupChannel)
        {
            Opened(SetupChannel.Decode(new ByteReader(request, 1, request.Length - 1)), request);
        }

        CountFundings();
        if (isNew || id is MessageId.RevokeHolderCommitment or MessageId.ValidateRevocation or MessageId.LockOutpoint or MessageId.SetupChannel)
        {
            RequireNoLoss();
        }
    }

    private void Opened(SetupChannel request, byte[] asked)
    {
        MoneyChannel channel = _channels.Last(each => Check.Same(each.Peer, request.Peer) && each.Dbid == request.Dbid);
        MoneyFunding funding = channel.Fundings.Last(each => each.Outpoint == new Outpoint(request.FundingTxid, request.FundingVout));
        if (request.HolderShutdownScript.Length != 0 && Check.Same(asked, _agreedRequest))
        {
            // The owner agreed that closes pay her there; nothing of it is spent with this device's keys.
            _scripts.Add(request.HolderShutdownScript, new Meaning
            {
                Name = "elsewhere", Kind = CoinKind.WitnessKey, ScriptCode = [], OwnerKeys = ["none"], Worth = (_, sat) => sat,
            });
        }

        bool isFirst = channel.Fundings.TrueForAll(each => each == funding || !Check.Same(
            each.PeerTerms.Holder.Basepoints.Payment, funding.PeerTerms.Holder.Basepoints.Payment));
        if (isFirst && !channel.IsLocked && _thief.Find(funding.Outpoint) is null)
        {
            channel.Current = funding;
            funding.IsAssumed = true;
            _thief.Unspent[funding.Outpoint] = new Output(funding.ValueSat,
                OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, funding.PeerTerms.Holder.FundingPoint)));
        }
    }

    /// <summary>
    /// What both sides say at the least when both have a commitment is what the owner has in a funding that is simply there. When its transaction is signed, it
    /// comes from there.
    /// </summary>
    private void CountFundings()
    {
        foreach (MoneyChannel channel in _channels)
        {
            foreach (MoneyFunding funding in channel.Fundings.Where(each => each.IsAssumed))
            {
                if (_thief.All.Any(candidate => candidate.Id == funding.Outpoint.Txid))
                {
                    funding.IsAssumed = false;
                    _thief.Unspent.Remove(funding.Outpoint);
                    _agreedSat -= funding.AgreedSat ?? 0;
                }
                else if (funding.AgreedSat is null && funding.Held.Count > 0 && funding.ForPeer.Count > 0)
                {
                    funding.AgreedSat = Least(channel, funding);
                    _agreedSat += funding.AgreedSat.Value;
                }
            }
        }
    }

    /// <summary>What an update moves is agreed; on several fundings it is the same update. Before the funding can exist nobody pays with it.</summary>
    private void Follow(MoneyChannel channel, MoneyFunding funding, ulong number, bool isHeld, long now)
    {
        bool mayExist = funding.IsAssumed || channel.Current == funding
            || _thief.All.FirstOrDefault(candidate => candidate.Id == funding.Outpoint.Txid) is { } creates && _thief.CanPublish(creates);
        if (funding.IsAssumed && funding.AgreedSat is null)
        {
            return;
        }

        if (!mayExist || funding.AgreedSat is null || funding.Held.Count == 0 || funding.ForPeer.Count == 0)
        {
            funding.AgreedSat = now;
            return;
        }

        long moved = now - funding.AgreedSat.Value;
        funding.AgreedSat = now;
        if (moved > 0)
        {
            _agreedSat += funding.IsAssumed ? moved : 0;
            return;
        }

        long counted = channel.PaidByNumber.GetValueOrDefault((isHeld, number));
        if (-moved > counted)
        {
            channel.PaidByNumber[(isHeld, number)] = -moved;
            _agreedSat -= -moved - counted;
        }
    }

    private void Describe(MessageId id, ByteReader body, string key)
    {
        switch (id)
        {
            case MessageId.SignWalletInputs:
                Describe(SignWalletInputs.Decode(body).Inputs);
                break;
            case MessageId.SignSplice:
                SignSplice splice = SignSplice.Decode(body);
                Describe([.. splice.Inputs.Where((_, i) => i != splice.InputIndex)]);
                break;
            case MessageId.SignDelayedSweep:
                Describe(SignDelayedSweep.Decode(body).Transaction, key);
                break;
            case MessageId.SignCounterpartyHtlcSweep:
                Describe(SignCounterpartyHtlcSweep.Decode(body).Transaction, key);
                break;
            case MessageId.SignHolderHtlc:
                Describe(SignHolderHtlc.Decode(body).Transaction, key);
                break;
            case MessageId.SignPenalty:
                SweepFields penalty = SignPenalty.Decode(body).Transaction;
                _penalties.Add(new Outpoint(penalty.InputTxid, penalty.InputVout));
                Describe(penalty, key);
                break;
        }
    }

    private void Describe(WalletInputFields[] inputs)
    {
        foreach (WalletInputFields input in inputs)
        {
            byte[] script = input.Kind switch
            {
                WalletInputKind.Foreign or WalletInputKind.HolderHtlc => input.Script,
                WalletInputKind.P2wpkh or WalletInputKind.P2tr or WalletInputKind.P2shP2wpkh =>
                    input.KeyIndex < WalletKeys ? WalletScript(input.Kind, input.KeyIndex) : [],
                _ => ChannelScript(input),
            };
            Exists(new Outpoint(input.Txid, input.Vout), new Output(input.Sat, script), input.Previous.Length > 0);
        }
    }

    /// <summary>The output of a peer's commitment that pays the holder, or the holder's anchor.</summary>
    private byte[] ChannelScript(WalletInputFields input)
    {
        MoneyChannel channel = NewChannel(input.Peer, input.Dbid, false,
            input.Kind == WalletInputKind.ToRemote ? ChannelType.StaticRemoteKey : ChannelType.AnchorsZeroFeeHtlc);
        if (input.Kind != WalletInputKind.HolderAnchor)
        {
            AddToRemote(channel, 0, []);
            byte[] payment = channel.Ours.Basepoints.Payment;
            return channel.HasAnchors ? OwnScripts.WitnessScript(OwnScripts.ToRemoteAnchors(payment)) : OwnScripts.WitnessKey(payment);
        }

        byte[] anchor = OwnScripts.Anchor(channel.Ours.FundingPoint);
        AddAnchor(channel, anchor);
        return OwnScripts.WitnessScript(anchor);
    }

    /// <summary>What a sweep spends is the owner's, because it takes her signature; an output whose script nobody knows yet as well.</summary>
    private void Describe(SweepFields sweep, string key)
    {
        byte[] script = OwnScripts.WitnessScript(sweep.WitnessScript);
        _scripts.Add(script, new Meaning
        {
            Name = "sweep", Kind = CoinKind.WitnessScript, ScriptCode = sweep.WitnessScript, OwnerKeys = [key], Worth = (_, sat) => sat,
        });
        Exists(new Outpoint(sweep.InputTxid, sweep.InputVout), new Output(sweep.InputSat, script), isProven: false);
    }

    /// <summary>
    /// A coin as a request describes it. What made it, if anybody has seen that, says what it is; else the description that was signed last counts, because a signature
    /// is good for no other.
    /// </summary>
    private void Exists(Outpoint outpoint, Output output, bool isProven)
    {
        MoneyFunding? assumed = _channels.SelectMany(channel => channel.Fundings).FirstOrDefault(each => each.IsAssumed && each.Outpoint == outpoint);
        bool isKnown = _proven.Contains(outpoint) || _thief.All.Any(candidate => candidate.Id == outpoint.Txid);
        if (!isProven && (isKnown || assumed is not null))
        {
            return;
        }

        if (assumed is not null)
        {
            assumed.IsAssumed = false;
            _agreedSat -= assumed.AgreedSat ?? 0;
        }
        else if (_thief.Unspent.TryGetValue(outpoint, out Output? before))
        {
            _agreedSat -= (long)(_scripts.Find(before.Script)?.Worth(outpoint, before.Sat) ?? 0);
        }

        if (isProven)
        {
            _proven.Add(outpoint);
        }

        _thief.Unspent[outpoint] = output;
        _agreedSat += (long)(_scripts.Find(output.Script)?.Worth(outpoint, output.Sat) ?? 0);
    }
}
