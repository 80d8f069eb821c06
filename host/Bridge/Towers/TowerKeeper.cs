using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.Bridge.Towers;

/// <summary>Keeps states in the towers' file, for the client that backs them up.</summary>
public sealed class TowerKeeper : IStateKeeper
{
    private readonly TowerStore _store;
    private readonly Action<string, byte[]> _log;
    private readonly HashSet<string> _saidNotCovered = [];
    private volatile bool _isOn;
    private (uint, bool)? _sweepKey;

    /// <param name="log">A line for the node's log, and the peer that it is about.</param>
    public TowerKeeper(TowerStore store, Action<string, byte[]> log)
    {
        _store = store;
        _log = log;
        _isOn = store.HasTowers && store.HasSessions;
        store.Changed += Look;
    }

    public bool IsOn => _isOn;

    /// <summary>The device has given a key for a tower: from now on it gives tickets.</summary>
    public void DeviceHasKeys() => Look(hasKeys: true);

    public void Signing(SignedState state) => Signed(state);

    public void Signed(SignedState state) => Guarded(() => _store.AddSigned(
        state.Channel,
        state.HasAnchors ? BlobType.Anchors : BlobType.Legacy,
        new RevokedState(state.ChannelId, state.FundingPrefix, state.Number, state.Txid, state.Vout, state.Sat, state.Ticket, [])));

    public void Revoked(byte[] channel, ulong number, byte[] secret) => Guarded(() =>
    {
        string name = Convert.ToHexString(channel);
        if (!_store.Revoke(channel, number, secret) && _saidNotCovered.Add(name))
        {
            _log($"State {number} of this channel was signed before there was a watchtower: no tower can act on it.", channel[..33]);
        }
    });

    public void Forgotten(byte[] channel)
    {
        try
        {
            _store.Forget(channel);
        }
        catch (TowerStoreException)
        {
            // Rows that nobody needs any more.
        }
    }

    public void SweepsTo(uint keyIndex, bool isTaproot)
    {
        if (_sweepKey == (keyIndex, isTaproot))
        {
            return;
        }

        try
        {
            _store.SetSweepKey(keyIndex, isTaproot);
            _sweepKey = (keyIndex, isTaproot);
        }
        catch (TowerStoreException)
        {
            // The one before is a key of the wallet as well.
        }
    }

    private void Look() => Look(hasKeys: false);

    private void Look(bool hasKeys)
    {
        try
        {
            _isOn = _store.HasTowers && (_isOn || hasKeys || _store.HasSessions);
        }
        catch (TowerStoreException)
        {
            // Whoever writes next hears of it.
        }
    }

    private static void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (TowerStoreException failure)
        {
            throw new StateNotKeptException(failure.Message, failure);
        }
    }
}
