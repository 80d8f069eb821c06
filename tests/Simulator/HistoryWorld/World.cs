using Holdfast.Crypto;
using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld;

/// <summary>
/// A device with two channels, and everybody around it. <see cref="Play"/> does one operation; after each one the ledger has checked what
/// came out. An operation that makes no sense at the moment does nothing, so every list of operations is a history.
/// <para>Honest deeds are in World.Honest.cs, the thief's in World.Thief.cs, faults in World.Faults.cs.</para>
/// </summary>
internal sealed partial class World
{
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly Ledger _ledger;
    private readonly DeviceBench _bench;
    private readonly MoneyWorld _money;
    private readonly WorldChannel[] _channels;
    private readonly Lazy<byte[]> _walletScript;

    /// <param name="withThief">Without one, both nodes write before they sign and must never be refused.</param>
    public World(bool withThief)
    {
        _ledger = new Ledger(_curve);
        _money = MoneyWorld.Watching(DeviceBench.Keys(_curve));
        _bench = new DeviceBench(_ledger, _money);
        _walletScript = new Lazy<byte[]>(() => Scripts.PayToWitnessKey(_curve.PublicKey(DeviceBench.Keys(_curve).WalletSecret(0))));
        _channels =
        [
            new WorldChannel(_bench, _ledger, _curve, 0, isOpener: true, CommitOrder.WriteThenSign),
            new WorldChannel(_bench, _ledger, _curve, 1, isOpener: false, withThief ? CommitOrder.SignThenWrite : CommitOrder.WriteThenSign),
        ];
    }

    /// <summary>Signatures and secrets that came out of the device.</summary>
    public long Releases => _ledger.Releases;

    /// <summary>Times that the device went on although something on its flash had fallen back.</summary>
    public long Fallbacks => _bench.Fallbacks;

    /// <summary>All signatures that came out together cost the owner no more than was agreed to (tests/Simulator/SignatureLedger).</summary>
    public void RequireNothingLost() => _money.RequireNothingLost();

    /// <exception cref="ViolationException">An invariant broke.</exception>
    public void Play(Operation operation)
    {
        WorldChannel channel = _channels[operation.Channel % _channels.Length];
        if (operation.Deed <= Deed.ConnectionBreaks)
        {
            PlayHonest(operation, channel);
        }
        else if (operation.Deed <= Deed.OldHost)
        {
            channel.IsTainted = true;
            PlayThief(operation, channel);
        }
        else
        {
            PlayFault(operation, channel);
        }
    }

    /// <summary>Payment hashes are numbered by the operation, so that a shrunk history keeps its payments.</summary>
    private static byte[] Hash(Operation operation) => Sha256.Hash([(byte)operation.A, (byte)(operation.A >> 8), (byte)operation.B]);
}
