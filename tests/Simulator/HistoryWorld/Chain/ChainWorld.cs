using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Chain;

/// <summary>
/// A device with three channels whose owner is away, and a host that mines what it likes: blocks on the chain, branches, headers that nobody takes, times that jump.
/// It shows them, holds them back, proves what is there and what is not, locks fundings, and asks for promises with any expiry. The device loses its power at times.
/// </summary>
internal sealed class ChainWorld
{
    private const ulong ValueSat = 1_000_000;

    private readonly Random _random;
    private readonly ChainBench _bench = new();
    private readonly ChainLedger _ledger = new();
    private readonly ChainChannel[] _channels;
    private readonly ChainBlock _genesis;
    private readonly List<ChainBlock> _blocks = [];
    private ChainBlock _tip;
    private ChainBlock? _walked;

    public ChainWorld(int seed)
    {
        _random = new Random(seed);
        Secp256k1 curve = Secp256k1.Software();
        _channels = [.. Enumerable.Range(0, 3).Select(index => new ChainChannel(_bench, curve, index))];
        _tip = _genesis = ChainBlock.Genesis();
        _blocks.Add(_genesis);
    }

    public long Releases => _ledger.Releases;

    public long Reorganisations { get; private set; }

    public long Restarts { get; private set; }

    public void Step()
    {
        switch (_random.Next(16))
        {
            case 0 or 1:
                _tip = Grow(_tip, 1 + _random.Next(6));
                break;
            case 2:
                // A branch, perhaps the chain from now on.
                ChainBlock branch = Grow(Back(_tip, _random.Next(16)), 1 + _random.Next(18));
                _tip = _random.Next(2) == 0 ? branch : _tip;
                break;
            case 3 or 4 or 5:
                Feed(_random.Next(3) == 0 ? _blocks[_random.Next(_blocks.Count)] : _tip, _random.Next(2) == 0);
                break;
            case 6:
                FeedWrong();
                break;
            case 7 or 8:
                Prove();
                break;
            case 9 or 10:
                Lock(_channels[_random.Next(_channels.Length)]);
                break;
            case 11 or 12:
                Promise(_channels[_random.Next(_channels.Length)]);
                break;
            case 13 or 14:
                Steal(_channels[_random.Next(2)]);
                break;
            default:
                Disturb();
                break;
        }
    }

    // Blocks on top of one; their times are where the network's rule begins, ten minutes later, or years later.
    private ChainBlock Grow(ChainBlock parent, int count)
    {
        for (int i = 0; i < count; i++)
        {
            uint time = _random.Next(8) switch
            {
                0 => parent.MedianTime + 1,
                1 => parent.Time + (uint)_random.Next(20_000_000),
                _ => Math.Max(parent.MedianTime + 1, parent.Time + 600),
            };
            byte[][] payments = [.. _channels.Where(_ => _random.Next(12) == 0).Select(channel => channel.InBlock)];
            parent = Mine(parent, time, 4, ChainNetwork.Of(Network.Regtest).LimitBits, isWorked: true, payments);
            _blocks.Add(parent);
        }

        return parent;
    }

    private ChainBlock Mine(ChainBlock parent, uint time, int version, uint bits, bool isWorked, byte[][] payments) =>
        ChainBlock.Mined(parent, time, version, bits, isWorked, (byte)_random.Next(256), payments);

    private void Feed(ChainBlock to, bool isTip)
    {
        // From somewhere below what the device may know, at most a request full.
        int first = Math.Max(1, Math.Min(to.Height, (int)Device().Height) - _random.Next(14));
        Feed([.. Enumerable.Range(first, Math.Max(0, Math.Min(90, to.Height - first + 1))).Select(height => to.At(height))], isTip);
    }

    private void Feed(ChainBlock[] blocks, bool isTip)
    {
        ChainBlock before = OfDevice();
        byte[] body = _bench.Ask(new FeedHeaders { Headers = [.. blocks.SelectMany(block => block.Header)], IsTip = isTip }.Encode()).Body;
        FeedHeadersReply reply = FeedHeadersReply.Decode(new ByteReader(body));
        _ledger.Shown(blocks.Take(reply.Taken), isTip && reply.Fault == HeaderFault.None);
        ChainBlock now = OfDevice();
        Reorganisations += now.At(Math.Min(now.Height, before.Height)) != before ? 1 : 0;
        if (Device().HeightSeen != _ledger.Height)
        {
            throw new ViolationException(ViolationKind.Loss, "the device forgot that the chain was at height " + _ledger.Height);
        }
    }

    // A header with a fault on top of the chain that the device has.
    private void FeedWrong()
    {
        ChainBlock parent = OfDevice();
        uint bits = ChainNetwork.Of(Network.Regtest).LimitBits;
        Feed([_random.Next(4) switch
        {
            0 => Mine(parent, parent.Time + 600, 3, bits, isWorked: true, []),
            1 => Mine(parent, parent.Time + 600, 4, bits, isWorked: false, []),
            2 => Mine(parent, parent.Time + 600, 4, bits - 1, isWorked: true, []),
            _ => Mine(parent, parent.MedianTime, 4, bits, isWorked: true, []),
        }], false);
    }

    // A way to a block, of the chain or of a branch, and a proof that is true, or of a transaction that is not there.
    private void Prove()
    {
        ChainBlock block = _blocks[_random.Next(_blocks.Count)];
        if (_random.Next(4) != 0)
        {
            ChainBlock tip = OfDevice();
            block = Back(tip, _random.Next(30));
            for (int i = 0; i < 30 && block.Height > 1 && block.Transactions.Length < 2; i++)
            {
                block = block.Parent!;
            }

            Walk([.. Enumerable.Range(block.Height, tip.Height - block.Height + 1).Reverse().Select(tip.At)]);
        }
        else if (block.Height > 0)
        {
            Walk([block]);
        }

        ChainBlock shown = _random.Next(3) == 0 ? block : _walked ?? block;
        if (shown.Height > 0)
        {
            int index = _random.Next(shown.Transactions.Length);
            Show(shown, index, _random.Next(4) == 0 ? _channels[_random.Next(_channels.Length)].Funding : shown.Transactions[index]);
        }
    }

    private void Show(ChainBlock block, int index, byte[] transaction)
    {
        _bench.Ask(block.Proof(index, transaction).Encode());
    }

    private void Walk(ChainBlock[] way)
    {
        byte[] headers = [.. way.Where(block => block.Height > 0).TakeLast(100).SelectMany(block => block.Header)];
        if (_bench.Ask(new WalkHeaders { Headers = headers }.Encode()).Status == ReplyStatus.Ok && headers.Length > 0)
        {
            _walked = way[^1];
        }
    }

    private void Lock(ChainChannel channel)
    {
        Reply reply = _bench.Ask(new LockOutpoint { ChannelId = channel.Id, Txid = channel.Txid, Vout = 0 }.Encode());
        if (reply.Status == ReplyStatus.Ok && !channel.IsLocked)
        {
            channel.IsLocked = true;
            _ledger.Locked(channel.Txid, 0, ValueSat, channel.Script);
        }
    }

    private void Promise(ChainChannel channel)
    {
        int around = _random.Next(4) switch { 0 => 0, 1 => _ledger.Height - 144, _ => _ledger.Height + 2160 };
        Htlc htlc = new()
        {
            IsOfferedByPeer = _random.Next(3) == 0,
            AmountMsat = 20_000_000,
            PaymentHash = Sha256.Hash([(byte)_random.Next(256)]),
            Expiry = (uint)Math.Max(1, around + _random.Next(9) - 4),
        };
        SignCounterpartyCommitment request = channel.Next(htlc);
        Reply reply = _bench.Ask(_random.Next(2) == 0 ? request.EncodeAs(MessageId.PrepareCounterpartyCommitment) : request.Encode());
        if (reply.Status == ReplyStatus.Ok)
        {
            _ledger.Promised([htlc]);
            if ((MessageId)_bench.LastRequest[0] == MessageId.SignCounterpartyCommitment)
            {
                channel.Revoke(_bench);
            }
        }
    }

    // Two plans: a branch of the thief's own where the device has forgotten the newest blocks, and a funding in a block that is replaced before the lock.
    private void Steal(ChainChannel channel)
    {
        bool afterStart = _random.Next(2) == 0;
        if (afterStart)
        {
            Restart();
        }

        ChainBlock parent = OfDevice();
        ChainBlock block = Mine(parent, Math.Max(parent.MedianTime + 1, parent.Time + 600), 4, ChainNetwork.Of(Network.Regtest).LimitBits, isWorked: true, [channel.InBlock]);
        _blocks.Add(block);
        Feed([block], false);
        Walk([block]);
        Show(block, 1, channel.InBlock);
        if (!afterStart)
        {
            ChainBlock other = Mine(parent, block.Time + 1, 4, ChainNetwork.Of(Network.Regtest).LimitBits, isWorked: true, []);
            ChainBlock last = Mine(other, block.Time + 600, 4, ChainNetwork.Of(Network.Regtest).LimitBits, isWorked: true, []);
            _blocks.AddRange([other, last]);
            Feed([other, last], false);
        }

        Lock(channel);
    }

    private void Disturb()
    {
        if (_random.Next(2) == 0)
        {
            _bench.Clock.Advance(_random.Next(100_000_000));
        }
        else
        {
            Restart();
        }
    }

    private void Restart()
    {
        _bench.Restart();
        _walked = null;
        Restarts++;
        _ledger.Restarted((int)Device().HeightSeen);
    }

    private ChainBlock OfDevice()
    {
        byte[] tip = Device().Hash;
        return _blocks.Find(block => block.Hash.AsSpan().SequenceEqual(tip)) ?? throw new ViolationException(ViolationKind.Fault, "the device is on a block that nobody mined");
    }

    private ReadChainReply Device() => ReadChainReply.Decode(new ByteReader(_bench.Ask(new ReadChain().Encode()).Body));

    private ChainBlock Back(ChainBlock block, int count) => block.At(Math.Max(_genesis.Height, block.Height - count));
}
