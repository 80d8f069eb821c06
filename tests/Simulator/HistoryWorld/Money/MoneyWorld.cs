using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Secrets;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <summary>
/// A chain with coins on it, a device whose owner has some of them, and a thief who owns everything else: the host, the node, every peer. He may ask for
/// whatever the protocol has a word for, and keeps every signature. After each answer an independent mind (<see cref="Thief"/>) finds the worst that he can
/// do with all of them together; that must stay within what the owner agreed to.
/// <para>What the owner agreed to: amounts in the questions to which she pressed, fees within the limits, and updates of a channel (until the device knows payments).</para>
/// <para>What was answered is understood in MoneyWorld.Observing.cs; the moves are in the other parts.</para>
/// </summary>
internal sealed partial class MoneyWorld
{
    private const int WalletKeys = 12;

    /// <summary>Rounding, dust, and what a close may lie below a commitment.</summary>
    private const long ToleranceSat = 6_000;

    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly KeyTree _keys;
    private readonly Limits _limits = new(isMainNetwork: true, htlcsMax: 120);
    private readonly HashBook _hashes = new();
    private readonly SignatureBook _signatures = new();
    private readonly ScriptBook _scripts = new();
    private readonly MoneyOwner _owner = new();
    private readonly MoneyDevice _device = null!;
    private readonly bool _isWatching;
    private readonly Thief _thief;
    private readonly List<MoneyChannel> _channels = [];
    private readonly List<byte[]> _asked = [];
    private readonly Dictionary<string, (WalletInputKind Kind, uint KeyIndex)> _wallet = [];
    private readonly Action<string>? _log;
    private long _agreedSat;
    private long _feesSat;
    private int _step;
    private ulong _nextDbid = 1;
    private string _lastRefusal = string.Empty;
    private MoneyChannel? _givingUp;

    public MoneyWorld(Action<string>? log = null)
    {
        HashBook.Current = null;
        _log = log;
        _keys = MoneyDevice.Keys(_curve);
        HashBook.Current = _hashes;
        _device = new MoneyDevice(_owner);
        _thief = new Thief(_hashes, _signatures, _scripts, FeeAllowed);
        _owner.OnPress = WorthOfAQuestionWithoutAmount;
        AddWallet();
        MintOwn();
        AddStrangersCoins();
        _agreedSat = (long)_thief.Worth();
        Open(new Dice(1, isHonest: true));
        Accept(new Dice(2, isHonest: true));
        if (_channels.Count != 2 || !_channels.TrueForAll(channel => channel.IsLocked))
        {
            throw new ViolationException(ViolationKind.Liveness, "two honest openings did not come to an end: " + _lastRefusal);
        }
    }

    public long Requests { get; private set; }

    public long Signatures => _signatures.All.Count;

    /// <exception cref="ViolationException">The thief can take more than was agreed.</exception>
    public void Play(MoneyMove move, int step)
    {
        _step = step;
        _owner.Wants(0);
        _device.Wait(1_200_000); // so that no question is withheld because an earlier one found nobody
        _log?.Invoke("-- " + step + " " + move);
        Dice dice = new(move.Seed, isHonest: false);
        switch (move.Deed)
        {
            case MoneyDeed.Open:
                Open(dice);
                break;
            case MoneyDeed.Accept:
                Accept(dice);
                break;
            case MoneyDeed.Update:
                Update(dice);
                break;
            case MoneyDeed.Splice:
                Splice(dice);
                break;
            case MoneyDeed.Close:
                Close(dice);
                break;
            case MoneyDeed.CloseByUs:
                CloseByUs(dice);
                break;
            case MoneyDeed.CloseByPeer:
                CloseByPeer(dice);
                break;
            case MoneyDeed.Sweep:
                Sweep(dice);
                break;
            case MoneyDeed.Spend:
                Spend(dice);
                break;
            case MoneyDeed.Announce:
                Announce(dice);
                break;
            case MoneyDeed.Message:
                Message(dice);
                break;
            case MoneyDeed.StartOver:
                StartOver(dice);
                break;
            case MoneyDeed.ComeBack:
                ComeBack(dice);
                break;
            case MoneyDeed.Mutate:
                Mutate(dice);
                break;
            case MoneyDeed.Forget:
                Forget(dice);
                break;
            case MoneyDeed.Lock:
                LockAny(dice);
                break;
            case MoneyDeed.Confirm:
                ConfirmAny(dice);
                break;
            case MoneyDeed.Reboot:
                _device.Reboot();
                break;
            case MoneyDeed.Bump:
                Bump(dice);
                break;
            case MoneyDeed.Twins:
                Twins(dice);
                break;
            case MoneyDeed.Ahead:
                Ahead(dice);
                break;
        }
    }

    /// <summary>Asks the device, writes every signature into the book, and looks what they are good for.</summary>
    private Reply Ask(byte[] request)
    {
        Requests++;
        if (_asked.Count < 200)
        {
            _asked.Add(request);
        }

        Reply reply = _device.Ask(request);
        MessageId id = (MessageId)request[0];
        _log?.Invoke(id + " " + reply.Status + " " + reply.Tag + " " + reply.Sentence);
        if (reply.Status == ReplyStatus.Fault)
        {
            throw new ViolationException(ViolationKind.Fault, id + ": the device stopped: " + reply.Sentence);
        }

        if (reply.Status != ReplyStatus.Ok)
        {
            _lastRefusal = id + " " + reply.Tag + " " + reply.Sentence;
            return reply;
        }

        bool isNew = false;
        foreach ((byte[] key, byte[] hash) in _device.Signed)
        {
            SignatureRecord record = new(Convert.ToHexString(key), hash, _hashes.Single(hash), _hashes.Double(hash), id.ToString(), _step);
            bool isTransaction = _thief.Learn(record);
            if (_signatures.Add(record))
            {
                isNew = true;
                RequireOneMeaning(id, record, isTransaction);
            }
        }

        Observe(id, request, reply);
        if (isNew || id is MessageId.RevokeHolderCommitment or MessageId.LockOutpoint or MessageId.SetupChannel)
        {
            RequireNoLoss();
        }

        return reply;
    }

    private bool Asks(byte[] request) => Ask(request).Status == ReplyStatus.Ok;

    private void RequireNoLoss()
    {
        long lost = _agreedSat - _feesSat - (long)_owner.ApprovedSat - (long)_thief.Worth();
        (long worst, List<Candidate> published) = _thief.Worst();
        if (lost + worst > ToleranceSat)
        {
            throw new ViolationException(ViolationKind.Loss, (lost + worst) + " sat can be taken" + (published.Count == 0 ? string.Empty
                : " by publishing " + string.Join(" and ", published.Select(each => each.Origin))) + ", with " + _owner.ApprovedSat + " sat approved");
        }
    }

    /// <summary>It is mined; what it cost the owner within the limits is spent.</summary>
    private bool Confirm(Candidate? candidate)
    {
        IReadOnlyList<Candidate> mined = candidate is null ? [] : _thief.Confirm(candidate);
        if (mined.Count == 0)
        {
            return false;
        }

        _feesSat += mined.Sum(each => each.AllowedSat);
        _log?.Invoke("confirmed " + candidate!.Id[..8] + " " + candidate.Origin);
        RequireNoLoss();
        return true;
    }

    /// <summary>
    /// What a transaction may cost the owner without asking: the limit for the weight of the owner's inputs and the outputs that she needs. Without inputs of others
    /// it must really be a fee.
    /// </summary>
    private ulong FeeAllowed(Transaction transaction, Output[] spent)
    {
        ulong weight = 0;
        ulong rate = _limits.OnChainFeeratePerKwMax;
        bool hasForeign = false;
        bool hasFunding = false;
        ulong extra = 0;
        for (int i = 0; i < spent.Length; i++)
        {
            Meaning? meaning = _scripts.Find(spent[i].Script);
            hasForeign |= meaning is null;
            if (meaning is null)
            {
                continue;
            }

            weight += (41 * 4) + 222;
            if (meaning.Name == "funding")
            {
                hasFunding = true;
            }
            else if (meaning.Name == "anchor")
            {
                extra += _limits.FeeratePerKwMax * (1124ul + (172 * 8)) / 1000;
            }
            else if (meaning.Kind == CoinKind.WitnessScript)
            {
                rate = _penalties.Contains(transaction.Inputs[i].Spends) ? _limits.PenaltyFeeratePerKwMax : _limits.SweepFeeratePerKwMax;
            }
        }

        weight += hasForeign ? 43 * 4 * (ulong)transaction.Outputs.Count(output => _scripts.Find(output.Script) is not null) : 42 + (43 * 4 * (ulong)transaction.Outputs.Length);
        ulong limit = (rate * weight / 1000) + extra;
        if (hasFunding && spent.Length == 1)
        {
            limit = Math.Max(limit, (_limits.FeeratePerKwMax * (1124 + (172 * (ulong)transaction.Outputs.Length)) / 1000) + 660);
        }

        ulong sum = spent.Aggregate(0ul, (total, output) => total + output.Sat);
        ulong fee = sum - transaction.Outputs.Aggregate(0ul, (total, output) => total + output.Sat);
        return hasForeign ? limit : Math.Min(limit, fee + (hasFunding && spent.Length == 1 ? 660ul : 0));
    }

    private ulong WorthOfAQuestionWithoutAmount(string question) =>
        question.Contains("Give up", StringComparison.Ordinal) ? (ulong)Math.Max(0, _givingUp?.Current.AgreedSat ?? 0) : 0;

    private void AddWallet()
    {
        for (uint i = 0; i < WalletKeys; i++)
        {
            byte[] key = _curve.PublicKey(_keys.WalletSecret(i));
            string hex = Convert.ToHexString(key);
            byte[] outputKey = _curve.TaprootOutputKey(key[1..], []);
            byte[] redeem = OwnScripts.WitnessKey(key);
            AddWalletScript(OwnScripts.Taproot(outputKey), WalletInputKind.P2tr, i, CoinKind.Taproot, [], [], Convert.ToHexString(outputKey));
            AddWalletScript(OwnScripts.WitnessKey(key), WalletInputKind.P2wpkh, i, CoinKind.WitnessKey, OwnScripts.KeyHash(key), [], hex);
            AddWalletScript(OwnScripts.ScriptHash(redeem), WalletInputKind.P2shP2wpkh, i, CoinKind.WrappedKey, OwnScripts.KeyHash(key),
                [(byte)redeem.Length, .. redeem], hex);
        }
    }

    private void MintOwn()
    {
        Mint(0, 10_000_000, WalletScript(WalletInputKind.P2tr, 0));
        Mint(1, 8_000_000, WalletScript(WalletInputKind.P2wpkh, 1));
        Mint(2, 6_000_000, WalletScript(WalletInputKind.P2shP2wpkh, 2));
        Mint(3, 4_000_000, WalletScript(WalletInputKind.P2tr, 3));
        Mint(4, 3_000_000, WalletScript(WalletInputKind.P2wpkh, 4));
        Mint(5, 2_000_000, WalletScript(WalletInputKind.P2tr, 5));
    }

    private void AddWalletScript(byte[] script, WalletInputKind kind, uint index, CoinKind coin, byte[] scriptCode, byte[] scriptSig, string key)
    {
        _wallet[Convert.ToHexString(script)] = (kind, index);
        _scripts.Add(script, new Meaning
        {
            Name = "wallet", Kind = coin, ScriptCode = scriptCode, ScriptSig = scriptSig, OwnerKeys = [key], Worth = (_, sat) => sat,
        });
    }

    private byte[] WalletScript(WalletInputKind kind, uint index) =>
        Convert.FromHexString(_wallet.First(each => each.Value == (kind, index)).Key);

    private void AddStrangersCoins()
    {
        byte[] key = _curve.PublicKey(Sha256.Hash("stranger"u8.ToArray()));
        Mint(100, 50_000_000, OwnScripts.WitnessKey(key));
        Mint(101, 40_000_000, OwnScripts.WitnessKey(key));
        Mint(102, 20_000_000, OwnScripts.KeyHash(key));
        byte[] redeem = OwnScripts.WitnessKey(key);
        byte[] wrapped = OwnScripts.ScriptHash(redeem);
        _thief.ScriptSigs[Convert.ToHexString(wrapped)] = [(byte)redeem.Length, .. redeem];
        _thief.ScriptSigs[Convert.ToHexString(OwnScripts.KeyHash(key))] = new byte[107];
        Mint(103, 20_000_000, wrapped);
        for (uint i = 0; i < 80; i++)
        {
            Mint(200 + i, 1_000, OwnScripts.WitnessKey(key));
        }
    }

    private void Mint(uint name, ulong sat, byte[] script) => _thief.Mint(name, new Output(sat, script));
}
