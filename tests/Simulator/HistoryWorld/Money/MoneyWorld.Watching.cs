using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Secrets;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>The same judge over somebody else's device: it only listens.</content>
internal sealed partial class MoneyWorld
{
    private readonly Dictionary<string, ValidateHolderCommitment> _suspected = [];

    private MoneyWorld(KeyTree keys, HashBook hashes)
    {
        _isWatching = true;
        _keys = keys;
        _hashes = hashes;
        HashBook.Current = hashes;
        _thief = new Thief(_hashes, _signatures, _scripts, FeeAllowed);
        AddWallet();
    }

    /// <summary>Knows a device's keys, and nothing of what it will be asked. From here on this thread's hashes are remembered.</summary>
    public static MoneyWorld Watching(KeyTree keys) => new(keys, new HashBook());

    /// <summary>
    /// The first funding of a channel is on the chain; what the owner has in it once both sides have commitments is what she agreed to. A request whose answer nobody
    /// knows (<paramref name="reply"/> is null: the power went) may have been carried out or not.
    /// </summary>
    public void Watch(byte[] request, Reply? reply, IEnumerable<(byte[] Key, byte[] Hash)> signed)
    {
        MessageId id = (MessageId)request[0];
        if (reply is not null && reply.Status != ReplyStatus.Ok)
        {
            return;
        }

        Requests++;
        ByteReader body = new(request, 1, request.Length - 1);
        if (reply is null)
        {
            Suspect(id, body);
            return;
        }

        foreach ((byte[] key, byte[] hash) in signed)
        {
            SignatureRecord record = new(Convert.ToHexString(key), hash, _hashes.Single(hash), _hashes.Double(hash), id.ToString(), (int)Requests);
            if (_signatures.Add(record))
            {
                RequireOneMeaning(id, record, _thief.Learn(record));
            }
        }

        Observe(id, request, reply);
        if (id == MessageId.SetupChannel && _channels.Find(each => each.Fundings.Count == 1 && !_thief.Unspent.ContainsKey(each.Current.Outpoint)) is { } opened)
        {
            MoneyFunding funding = opened.Current;
            byte[] script = OwnScripts.WitnessScript(OwnScripts.Funding(opened.Ours.FundingPoint, funding.PeerTerms.Holder.FundingPoint));
            _thief.Unspent[funding.Outpoint] = new Output(funding.ValueSat, script);
        }

        foreach (MoneyChannel channel in _channels.Where(each => !each.IsCounted && each.Fundings[0].Held.Count > 0 && each.Fundings[0].ForPeer.Count > 0))
        {
            channel.IsCounted = true;
            _agreedSat += (long)Exit(channel, channel.Fundings[0].Outpoint, channel.Fundings[0].ValueSat);
        }
    }

    /// <summary>What all signatures that came out are good for together.</summary>
    public void RequireNothingLost() => RequireNoLoss();

    private void Suspect(MessageId id, ByteReader body)
    {
        if (id == MessageId.LockOutpoint)
        {
            LockOutpoint locks = LockOutpoint.Decode(body);
            if (_channels.Exists(channel => Check.Same(channel.Id, locks.ChannelId)))
            {
                Locked(locks);
            }
        }
        else if (id == MessageId.ValidateHolderCommitment)
        {
            ValidateHolderCommitment held = ValidateHolderCommitment.Decode(body);
            if (_channels.Exists(channel => Check.Same(channel.Id, held.ChannelId)))
            {
                _suspected[CommitmentName(Find(held.ChannelId), held.Commitment.Number)] = held;
            }
        }
    }

    /// <summary>
    /// This commitment of the holder was written down, whether or not the answer came out: nothing is revoked without a successor, and no commitment is signed
    /// that was not taken.
    /// </summary>
    private void Believe(MoneyChannel channel, ulong number)
    {
        if (_suspected.Remove(CommitmentName(channel, number), out ValidateHolderCommitment? held))
        {
            Observe(held);
        }
    }
}
