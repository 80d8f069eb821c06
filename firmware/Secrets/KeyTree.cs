using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Secrets;

/// <summary>
/// Every key of a node, derived from its one secret exactly as stock Core Lightning does it (hsmd/libhsmd.c, common/derive_basepoints.c), so
/// that an existing node can move in and out. HKDF below is RFC 5869 with SHA-256; S is the secret, S32 its first 32 bytes.
/// <list type="bullet">
/// <item>node key = HKDF(salt u32 counter from 0, S32, "nodeid"), the first that is a valid key</item>
/// <item>wallet master (BIP 32) of HKDF(salt u32 counter from 0, S, "bip32 seed"); raw wallet key i = m/0/0/i; BOLT 12 base key = m/9735'</item>
/// <item>with a mnemonic: account = m/86'/0'/0' of the BIP 39 seed itself (BIP 86), wallet key i = account/0/i</item>
/// <item>derived secret(info) = HKDF(no salt, HKDF(no salt, S, "derived secrets"), info)</item>
/// <item>channel = 192 bytes of HKDF(no salt, HKDF(salt peer ‖ dbid u64 little-endian, HKDF(no salt, S32, "peer seed"), "per-peer seed"),
/// "c-lightning")</item>
/// <item>sessions with watchtowers (of this project, not of Core Lightning) = <see cref="TowerKeys"/> of HKDF(no salt, S, "holdfast towers")</item>
/// <item>key of the vault (of this project) = HKDF(salt 16 bytes of the device's life, HKDF(no salt, S, "holdfast vault"), "holdfast promises")</item>
/// </list>
/// </summary>
public sealed class KeyTree
{
    private static readonly byte[] s_nodeId = { 110, 111, 100, 101, 105, 100 };   // "nodeid"
    private static readonly byte[] s_bip32Seed = { 98, 105, 112, 51, 50, 32, 115, 101, 101, 100 };   // "bip32 seed"
    private static readonly byte[] s_derivedSecrets = { 100, 101, 114, 105, 118, 101, 100, 32, 115, 101, 99, 114, 101, 116, 115 };   // "derived secrets"
    private static readonly byte[] s_peerSeed = { 112, 101, 101, 114, 32, 115, 101, 101, 100 };   // "peer seed"
    private static readonly byte[] s_perPeerSeed = { 112, 101, 114, 45, 112, 101, 101, 114, 32, 115, 101, 101, 100 };   // "per-peer seed"
    private static readonly byte[] s_channel = { 99, 45, 108, 105, 103, 104, 116, 110, 105, 110, 103 };   // "c-lightning"
    private static readonly byte[] s_journal = { 104, 111, 108, 100, 102, 97, 115, 116, 32, 106, 111, 117, 114, 110, 97, 108 };   // "holdfast journal"
    private static readonly byte[] s_towers = { 104, 111, 108, 100, 102, 97, 115, 116, 32, 116, 111, 119, 101, 114, 115 };   // "holdfast towers"
    private static readonly byte[] s_vault = { 104, 111, 108, 100, 102, 97, 115, 116, 32, 118, 97, 117, 108, 116 };   // "holdfast vault"
    private static readonly byte[] s_promises = { 104, 111, 108, 100, 102, 97, 115, 116, 32, 112, 114, 111, 109, 105, 115, 101, 115 };   // "holdfast promises"
    private static readonly byte[] s_none = new byte[0];

    private readonly Secp256k1 _curve;
    private readonly IHmac _hmac;
    private readonly byte[] _channelBase;
    private readonly byte[] _derivedBase;
    private readonly byte[] _journalKey;
    private readonly byte[] _towerSeed;
    private readonly byte[] _vaultSeed;
    private readonly ExtendedKey _wallet;
    private readonly ExtendedKey _account;
    private readonly ExtendedKey _bolt12;
    private TowerKeys _towers;
    private bool _areTowersMain;

    /// <summary>The node's identity key.</summary>
    public readonly byte[] NodeSecret;

    /// <summary>The node's public identity.</summary>
    public readonly byte[] NodeId;

    /// <summary>The BOLT 12 base key, m/9735'.</summary>
    public readonly byte[] Bolt12Secret;

    public readonly byte[] Bolt12PublicKey;

    /// <param name="seed">A raw 32-byte secret, or the 64-byte BIP 39 seed of a mnemonic.</param>
    public KeyTree(Secp256k1 curve, IHmac hmac, byte[] seed, bool isMnemonic)
    {
        if (seed.Length != (isMnemonic ? 64 : 32))
        {
            throw new MalformedException("a raw secret is 32 bytes, a mnemonic's seed 64");
        }

        _curve = curve;
        _hmac = hmac;
        byte[] first = new byte[32];
        byte[] bip32Seed = null;
        ExtendedKey master = null;
        ExtendedKey step = null;
        try
        {
            Array.Copy(seed, 0, first, 0, 32);
            NodeSecret = ValidKey(first);
            _channelBase = Hkdf.Sha256(hmac, s_none, first, s_peerSeed, 32);
            _derivedBase = Hkdf.Sha256(hmac, s_none, seed, s_derivedSecrets, 32);
            _journalKey = Hkdf.Sha256(hmac, s_none, seed, s_journal, 32);
            _towerSeed = Hkdf.Sha256(hmac, s_none, seed, s_towers, 32);
            _vaultSeed = Hkdf.Sha256(hmac, s_none, seed, s_vault, 32);
            NodeId = curve.PublicKey(NodeSecret);
            bip32Seed = Hkdf.Sha256(hmac, new byte[4], seed, s_bip32Seed, 32);
            master = ExtendedKey.FromSeed(curve, hmac, bip32Seed);
            _bolt12 = master.Derive(curve, hmac, 9735 | ExtendedKey.Hardened);
            Bolt12Secret = _bolt12.Secret;
            Bolt12PublicKey = _bolt12.PublicKey();
            step = master.Derive(curve, hmac, 0);
            _wallet = step.Derive(curve, hmac, 0);
            if (isMnemonic)
            {
                master.Wipe();
                step.Wipe();
                master = ExtendedKey.FromSeed(curve, hmac, seed);
                step = master.Derive(curve, hmac, 86 | ExtendedKey.Hardened);
                ExtendedKey coin = step.Derive(curve, hmac, ExtendedKey.Hardened);
                _account = coin.Derive(curve, hmac, ExtendedKey.Hardened);
                coin.Wipe();
            }
        }
        finally
        {
            Array.Clear(first, 0, 32);
            if (bip32Seed != null)
            {
                Array.Clear(bip32Seed, 0, 32);
            }

            if (master != null)
            {
                master.Wipe();
            }

            if (step != null)
            {
                step.Wipe();
            }
        }
    }

    /// <summary>m/0/0 without version bytes, 74 bytes: what the init reply gives the node.</summary>
    public byte[] WalletXpub()
    {
        return _wallet.Serialize74();
    }

    /// <summary>m/86'/0'/0' of the mnemonic's seed without version bytes, 74 bytes; null for a raw secret.</summary>
    public byte[] AccountXpub()
    {
        return _account == null ? null : _account.Serialize74();
    }

    /// <summary>The secret of wallet key <paramref name="index"/>, not hardened.</summary>
    public byte[] WalletSecret(uint index)
    {
        if ((index & ExtendedKey.Hardened) != 0)
        {
            throw new MalformedException("wallet keys are not hardened");
        }

        if (_account == null)
        {
            return _wallet.Derive(_curve, _hmac, index).Secret;
        }

        ExtendedKey receive = _account.Derive(_curve, _hmac, 0);
        byte[] secret = receive.Derive(_curve, _hmac, index).Secret;
        receive.Wipe();
        return secret;
    }

    /// <summary>32 bytes for a purpose named by <paramref name="info"/> (hsmd derive_secret).</summary>
    public byte[] DeriveSecret(byte[] info)
    {
        return Hkdf.Sha256(_hmac, s_none, _derivedBase, info, 32);
    }

    /// <summary>The secrets of the channel with this peer (33 bytes) that the node's database calls <paramref name="dbid"/>.</summary>
    public ChannelSecrets Channel(byte[] peer, ulong dbid)
    {
        if (peer.Length != 33)
        {
            throw new MalformedException("a peer is 33 bytes");
        }

        byte[] salt = new byte[41];
        Array.Copy(peer, 0, salt, 0, 33);
        for (int i = 0; i < 8; i++)
        {
            salt[33 + i] = (byte)(dbid >> (8 * i));
        }

        byte[] seed = Hkdf.Sha256(_hmac, salt, _channelBase, s_perPeerSeed, 32);
        byte[] all = Hkdf.Sha256(_hmac, s_none, seed, s_channel, 192);
        ChannelSecrets secrets = new ChannelSecrets(all);
        Array.Clear(seed, 0, 32);
        Array.Clear(all, 0, 192);
        return secrets;
    }

    /// <summary>The key that seals the journal: HKDF(no salt, S, "holdfast journal"). It is Holdfast's own, not Core Lightning's.</summary>
    public byte[] JournalKey()
    {
        byte[] key = new byte[32];
        Array.Copy(_journalKey, 0, key, 0, 32);
        return key;
    }

    /// <summary>
    /// The key from which the vault makes its preimages; the caller wipes it. Another life of the device, with the same secret, has another: preimages of the first are known
    /// to others, and the second counts its promises from 0 again.
    /// </summary>
    /// <param name="life">The volume id, which is drawn at each provisioning.</param>
    public byte[] VaultKey(byte[] life)
    {
        return Hkdf.Sha256(_hmac, life, _vaultSeed, s_promises, 32);
    }

    /// <summary>The secret of a session with a watchtower; the caller wipes it. The first one after a start costs four products more.</summary>
    public byte[] TowerSecret(bool isMainNetwork, uint index)
    {
        if (_towers == null || _areTowersMain != isMainNetwork)
        {
            _areTowersMain = isMainNetwork;
            _towers = new TowerKeys(_curve, _hmac, _towerSeed, isMainNetwork ? 0u : 1u);
        }

        return _towers.Secret(index);
    }

    public void Wipe()
    {
        Array.Clear(_towerSeed, 0, 32);
        Array.Clear(_vaultSeed, 0, 32);
        if (_towers != null)
        {
            _towers.Wipe();
        }

        Array.Clear(NodeSecret, 0, 32);
        Array.Clear(_channelBase, 0, 32);
        Array.Clear(_derivedBase, 0, 32);
        Array.Clear(_journalKey, 0, 32);
        _wallet.Wipe();
        _bolt12.Wipe();
        if (_account != null)
        {
            _account.Wipe();
        }
    }

    private byte[] ValidKey(byte[] ikm)
    {
        byte[] salt = new byte[4];
        while (true)
        {
            byte[] key = Hkdf.Sha256(_hmac, salt, ikm, s_nodeId, 32);
            if (_curve.IsSecret(key))
            {
                return key;
            }

            salt[0]++;
        }
    }
}
