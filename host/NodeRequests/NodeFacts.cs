using System.Buffers.Binary;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>What is public about the node's keys, asked from the device once per start. Every derivation without a secret happens here.</summary>
internal sealed class NodeFacts
{
    /// <summary>The node writes one; each costs derivations.</summary>
    private const int DerivationsMax = 4;

    private readonly NodeKeysReply _keys;
    private readonly SignatureCheck _check;
    private readonly WalletScripts _scripts;

    public NodeFacts(NodeKeysReply keys, SignatureCheck check)
    {
        _keys = keys;
        _check = check;
        _scripts = new WalletScripts(WalletPoint, check.TaprootOutputKey);
    }

    public byte[] NodeId => _keys.NodeId;

    /// <summary>The chain that the device's keys are for.</summary>
    public Network Network => _keys.Network;

    public byte[] Bolt12Point => _keys.Bolt12Point;

    /// <summary>m/0/0, 74 bytes.</summary>
    public byte[] WalletXpub => _keys.WalletXpub;

    /// <summary>m/86'/0'/0', 74 bytes; null when the secret is a raw one.</summary>
    public byte[]? AccountXpub => _keys.AccountXpub;

    /// <summary>Key of the older wallet, m/0/0/index: what check_pubkey compares.</summary>
    public byte[] LegacyWalletPoint(uint index) => _check.DerivePoint(_keys.WalletXpub, index);

    /// <summary>Key of the BIP 86 wallet, m/86'/0'/0'/0/index; null when there is no such wallet.</summary>
    public byte[]? Bip86Point(uint index) => _keys.AccountXpub == null ? null : _check.DerivePoint(_keys.AccountXpub, 0, index);

    /// <summary>The key that the node's wallet uses for an address: BIP 86 where the secret has a mnemonic, the older one otherwise.</summary>
    public byte[] WalletPoint(uint index) => Bip86Point(index) ?? LegacyWalletPoint(index);

    /// <summary>
    /// The wallet key that an output pays to; null when it is not the wallet's. The node names it in most PSBTs, as the last step of a derivation
    /// path, so that one is tried first. For the change of anchor spends and fee inputs it does not: there the known keys are searched. The
    /// device derives the script itself.
    /// </summary>
    public uint? WalletIndexOf(PsbtMap output, byte[] script) =>
        WalletIndexOf(output.All(PsbtField.OutputTaprootDerivation).Concat(output.All(PsbtField.OutputDerivation)), script);

    /// <summary>The wallet key that opens what an input spends; null when it is not the wallet's.</summary>
    public uint? WalletIndexOfInput(PsbtMap input, byte[] script) =>
        WalletIndexOf(input.All(PsbtField.InputTaprootDerivation).Concat(input.All(PsbtField.InputDerivation)), script);

    private uint? WalletIndexOf(IEnumerable<(byte[] Key, byte[] Value)> derivations, byte[] script)
    {
        if (!ScriptShape.IsP2tr(script) && !ScriptShape.IsP2wpkh(script))
        {
            return null;
        }

        foreach ((_, byte[] value) in derivations.Take(DerivationsMax))
        {
            if (value.Length >= 8)
            {
                uint named = BinaryPrimitives.ReadUInt32LittleEndian(value.AsSpan(value.Length - 4));
                if (_scripts.IsOf(script, named))
                {
                    Saw(named);
                    return named;
                }
            }
        }

        return WalletIndexOf(script);
    }

    /// <summary>The known wallet key that this script pays to; null when it is not the wallet's.</summary>
    public uint? WalletIndexOf(byte[] script) => ScriptShape.IsP2tr(script) || ScriptShape.IsP2wpkh(script) ? _scripts.Find(script) : null;

    /// <summary>The node uses, or is about to use, the wallet key of this index.</summary>
    public void Saw(uint index) => _scripts.Saw(index);
}
