using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>How an input of a wallet transaction is spent.</summary>
public enum WalletInputKind : byte
{
    /// <summary>Not the owner's: no signature; its script is needed for taproot sighashes.</summary>
    Foreign = 0,

    /// <summary>Wallet key, native segwit.</summary>
    P2wpkh = 1,

    /// <summary>Wallet key, taproot key path without script tree (BIP 86 tweak).</summary>
    P2tr = 2,

    /// <summary>Wallet key, segwit inside P2SH.</summary>
    P2shP2wpkh = 3,

    /// <summary>P2WPKH output to the owner on a commitment of the peer without anchors.</summary>
    ToRemote = 4,

    /// <summary>P2WSH output to the owner on a commitment of the peer with anchors.</summary>
    ToRemoteAnchors = 5,

    /// <summary>The holder's anchor on a commitment, spent with the funding key.</summary>
    HolderAnchor = 6,

    /// <summary>
    /// An HTLC of the holder commitment, signed already (SignHolderHtlc): no signature. Only as the first input, with the holder's delayed output as the first
    /// output.
    /// </summary>
    HolderHtlc = 7,
}

/// <summary>Reads one byte that must be a known <see cref="WalletInputKind"/>.</summary>
internal static class WalletInputKindField
{
    public static WalletInputKind Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)WalletInputKind.HolderHtlc)
        {
            throw new MalformedException("unknown WalletInputKind");
        }

        return (WalletInputKind)value;
    }
}
