using Holdfast.Bridge.Bitcoin;
using Holdfast.Bridge.Translation;
using Holdfast.Protocol;

namespace Holdfast.Bridge;

/// <summary>What is public about the node's keys, asked from the device once per start. Every derivation without a secret happens here.</summary>
internal sealed class NodeFacts(NodeKeysReply keys, SignatureCheck check)
{
    public byte[] NodeId => keys.NodeId;

    public byte[] Bolt12Point => keys.Bolt12Point;

    /// <summary>m/0/0, 74 bytes.</summary>
    public byte[] WalletXpub => keys.WalletXpub;

    /// <summary>m/86'/0'/0', 74 bytes; null when the secret is a raw one.</summary>
    public byte[]? AccountXpub => keys.AccountXpub;

    /// <summary>Key of the older wallet, m/0/0/index: what check_pubkey compares.</summary>
    public byte[] LegacyWalletPoint(uint index) => check.DerivePoint(keys.WalletXpub, index);

    /// <summary>Key of the BIP 86 wallet, m/86'/0'/0'/0/index; null when there is no such wallet.</summary>
    public byte[]? Bip86Point(uint index) => keys.AccountXpub == null ? null : check.DerivePoint(keys.AccountXpub, 0, index);

    /// <summary>The key that the node's wallet uses for an address: BIP 86 where the secret has a mnemonic, the older one otherwise.</summary>
    public byte[] WalletPoint(uint index) => Bip86Point(index) ?? LegacyWalletPoint(index);

    /// <summary>True when the script pays to the wallet key of this index, as P2WPKH, P2TR or P2WPKH inside P2SH.</summary>
    public bool IsWalletScript(byte[] script, uint index)
    {
        byte[] point = WalletPoint(index);
        return ScriptShape.IsP2tr(script) ? script.AsSpan(2).SequenceEqual(check.TaprootOutputKey(point))
            : ScriptShape.IsP2wpkh(script) && script.AsSpan().SequenceEqual(ScriptShape.P2wpkh(point));
    }

    /// <summary>
    /// The wallet key that an output of a PSBT pays to, where the node named one and it is true: the last step of its derivation path.
    /// </summary>
    public uint? WalletIndexOf(PsbtMap output, byte[] script)
    {
        foreach ((_, byte[] value) in output.All(PsbtField.OutputTaprootDerivation).Concat(output.All(PsbtField.OutputDerivation)))
        {
            if (value.Length >= 8)
            {
                uint index = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(value.AsSpan(value.Length - 4));
                if (index < 0x80000000 && IsWalletScript(script, index))
                {
                    return index;
                }
            }
        }

        return null;
    }
}
