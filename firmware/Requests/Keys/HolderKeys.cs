using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Secrets;

namespace Holdfast.Requests;

/// <summary>
/// The holder's keys of one channel, and what was computed from them and will be needed again soon: public points, the newest per-commitment points, the
/// keys of the newest commitment of either side. On an interpreter a multiplication costs a tenth of a second, so nothing is
/// computed twice; everything is bounded. Holds secrets: <see cref="Wipe"/> it.
/// </summary>
public sealed class HolderKeys
{
    private const int PointsMax = 4;

    /// <summary>The channel's 16-byte name.</summary>
    public readonly byte[] Id;
    public readonly ChannelSecrets Secrets;

    /// <summary>The holder's four basepoints.</summary>
    public readonly Basepoints Basepoints;

    /// <summary>The holder's key in the 2-of-2 of the funding output, 33 bytes.</summary>
    public readonly byte[] FundingKey;

    private readonly Secp256k1 _curve;
    private readonly CommitmentSecretCache _tree;
    private readonly ulong[] _pointNumbers = new ulong[PointsMax];
    private readonly byte[][] _points = new byte[PointsMax][];
    private int _nextPoint;

    private ulong _holderNumber;
    private CommitmentKeys _holderKeys;
    private byte[] _counterpartyPoint;
    private CommitmentKeys _counterpartyKeys;
    private byte[] _revealedSecret;
    private byte[] _revealedPoint;

    /// <param name="points">What <see cref="EncodePoints"/> gave for this channel earlier; null: they are computed.</param>
    public HolderKeys(Secp256k1 curve, KeyTree tree, byte[] id, byte[] peer, ulong dbid, byte[] points)
    {
        _curve = curve;
        Id = id;
        Secrets = tree.Channel(peer, dbid);
        _tree = new CommitmentSecretCache(Secrets.ShaSeed);
        if (points != null)
        {
            ByteReader reader = new ByteReader(points);
            FundingKey = reader.Bytes(33);
            Basepoints = new Basepoints(reader.Bytes(33), reader.Bytes(33), reader.Bytes(33), reader.Bytes(33));
            return;
        }

        byte[][] computed = curve.PublicKeys(
            new byte[][] { Secrets.Funding, Secrets.Revocation, Secrets.Payment, Secrets.Htlc, Secrets.Delayed });
        FundingKey = computed[0];
        Basepoints = new Basepoints(computed[1], computed[2], computed[3], computed[4]);
    }

    /// <summary>The five public points in 165 bytes.</summary>
    public byte[] EncodePoints()
    {
        ByteWriter writer = new ByteWriter(165);
        writer.Bytes(FundingKey);
        writer.Bytes(Basepoints.Revocation);
        writer.Bytes(Basepoints.Payment);
        writer.Bytes(Basepoints.Htlc);
        writer.Bytes(Basepoints.Delayed);
        return writer.ToArray();
    }

    /// <summary>The holder's per-commitment secret of a number; the caller wipes it unless it was meant to be revealed.</summary>
    public byte[] CommitmentSecret(ulong number)
    {
        return _tree.Secret(number);
    }

    /// <summary>The holder's per-commitment point of a number, 33 bytes.</summary>
    public byte[] CommitmentPoint(ulong number)
    {
        for (int i = 0; i < PointsMax; i++)
        {
            if (_points[i] != null && _pointNumbers[i] == number)
            {
                return _points[i];
            }
        }

        byte[] secret = _tree.Secret(number);
        byte[] point = _curve.PublicKey(secret);
        Array.Clear(secret, 0, secret.Length);
        _points[_nextPoint] = point;
        _pointNumbers[_nextPoint] = number;
        _nextPoint = (_nextPoint + 1) % PointsMax;
        return point;
    }

    /// <summary>The point of a holder commitment that is revoked: the peer has its secret, so its product must not use the blind.</summary>
    public byte[] RevokedPoint(ulong number)
    {
        return _curve.PublicKeyOfKnown(_tree.Secret(number));
    }

    /// <summary>The public keys of the holder commitment at a number.</summary>
    public CommitmentKeys OfHolder(ulong number, Basepoints counterparty, bool withHtlcKeys)
    {
        byte[] point = CommitmentPoint(number);
        if (_holderKeys == null || _holderNumber != number)
        {
            byte[] secret = _tree.Secret(number);
            _holderKeys = CommitmentKeys.ForHolder(_curve, secret, point, Basepoints, counterparty, withHtlcKeys);
            _holderNumber = number;
            Array.Clear(secret, 0, secret.Length);
        }
        else if (withHtlcKeys && _holderKeys.BroadcasterHtlc == null)
        {
            _holderKeys = WithHtlcKeys(_holderKeys, point, Basepoints, counterparty);
        }

        return _holderKeys;
    }

    /// <summary>The public keys of the peer's commitment with this per-commitment point.</summary>
    public CommitmentKeys OfCounterparty(byte[] point, Basepoints counterparty, bool withHtlcKeys)
    {
        if (_counterpartyKeys == null || !Check.Same(_counterpartyPoint, point))
        {
            _counterpartyKeys = CommitmentKeys.ForCounterparty(_curve, point, Basepoints, Secrets.Revocation, counterparty, withHtlcKeys);
            _counterpartyPoint = point;
        }
        else if (withHtlcKeys && _counterpartyKeys.BroadcasterHtlc == null)
        {
            _counterpartyKeys = WithHtlcKeys(_counterpartyKeys, point, counterparty, Basepoints);
        }

        return _counterpartyKeys;
    }

    /// <summary>
    /// The public keys of a revoked commitment of the peer. With both secrets known the revocation key is a product with the generator, a
    /// fraction of the cost of the general way.
    /// </summary>
    public CommitmentKeys OfRevoked(byte[] point, byte[] revocationSecret, Basepoints counterparty, bool withHtlcKeys)
    {
        CommitmentKeys keys = new CommitmentKeys(KeyDerivation.PublicKey(_curve, counterparty.Delayed, point), _curve.PublicKey(revocationSecret),
            null, null, Basepoints.Payment);
        return withHtlcKeys ? WithHtlcKeys(keys, point, counterparty, Basepoints) : keys;
    }

    /// <summary>The point of a secret that the peer revealed; the last one is remembered, because a penalty is often asked for right after.</summary>
    public byte[] RevealedPoint(byte[] secret)
    {
        if (_revealedPoint == null || !Check.SameSecret(secret, _revealedSecret))
        {
            _revealedPoint = _curve.PublicKeyOfKnown(secret);
            _revealedSecret = secret;
        }

        return _revealedPoint;
    }

    /// <summary>Idle work: the points and keys that the next two holder commitments will need. True when something was computed.</summary>
    public bool Prepare(ulong revokedCount, Basepoints counterparty)
    {
        if (!HasPoint(revokedCount + 1))
        {
            CommitmentPoint(revokedCount + 1);
            return true;
        }

        if (!HasPoint(revokedCount + 2))
        {
            CommitmentPoint(revokedCount + 2);
            return true;
        }

        if (_holderKeys == null || _holderNumber != revokedCount + 1)
        {
            OfHolder(revokedCount + 1, counterparty, false);
            return true;
        }

        return false;
    }

    public void Wipe()
    {
        Secrets.Wipe();
        _tree.Wipe();
    }

    private bool HasPoint(ulong number)
    {
        for (int i = 0; i < PointsMax; i++)
        {
            if (_points[i] != null && _pointNumbers[i] == number)
            {
                return true;
            }
        }

        return false;
    }

    private CommitmentKeys WithHtlcKeys(CommitmentKeys keys, byte[] point, Basepoints broadcaster, Basepoints countersignatory)
    {
        byte[][] htlc = _curve.AddTweaks(
            new byte[][] { broadcaster.Htlc, countersignatory.Htlc },
            new byte[][] { KeyDerivation.Tweak(point, broadcaster.Htlc), KeyDerivation.Tweak(point, countersignatory.Htlc) });
        return new CommitmentKeys(keys.BroadcasterDelayed, keys.Revocation, htlc[0], htlc[1], keys.CountersignatoryPayment);
    }
}
