using System.Security.Cryptography;

namespace Holdfast.SignatureLedger;

/// <summary>The scripts of wallets and of BOLT 3, written down once more. Keys are 33 bytes.</summary>
public static class Scripts
{
    public static byte[] WitnessKey(byte[] key) => [0x00, 20, .. Ripemd160.OfSha256(key)];

    public static byte[] WitnessScript(byte[] script) => [0x00, 32, .. SHA256.HashData(script)];

    public static byte[] ScriptHash(byte[] redeemScript) => [0xa9, 20, .. Ripemd160.OfSha256(redeemScript), 0x87];

    public static byte[] Taproot(byte[] outputKey) => [0x51, 32, .. outputKey[^32..]];

    /// <summary>What BIP 143 puts in the place of a P2WPKH script; also the output script of a legacy key.</summary>
    public static byte[] KeyHash(byte[] key) => [0x76, 0xa9, 20, .. Ripemd160.OfSha256(key), 0x88, 0xac];

    public static byte[] Funding(byte[] one, byte[] other)
    {
        bool isOrdered = one.AsSpan().SequenceCompareTo(other) <= 0;
        return [0x52, 33, .. isOrdered ? one : other, 33, .. isOrdered ? other : one, 0x52, 0xae];
    }

    /// <summary>OP_IF revocation key OP_ELSE delay OP_CSV OP_DROP delayed key OP_ENDIF OP_CHECKSIG.</summary>
    public static byte[] ToLocal(byte[] revocation, ushort delayBlocks, byte[] delayed) =>
        [0x63, 33, .. revocation, 0x67, .. Number(delayBlocks), 0xb2, 0x75, 33, .. delayed, 0x68, 0xac];

    /// <summary>key OP_CHECKSIGVERIFY 1 OP_CSV.</summary>
    public static byte[] ToRemoteAnchors(byte[] payment) => [33, .. payment, 0xad, 0x51, 0xb2];

    /// <summary>key OP_CHECKSIG OP_IFDUP OP_NOTIF 16 OP_CSV OP_ENDIF.</summary>
    public static byte[] Anchor(byte[] funding) => [33, .. funding, 0xac, 0x73, 0x64, 0x60, 0xb2, 0x68];

    public static byte[] HtlcOffered(byte[] revocation, byte[] local, byte[] remote, byte[] paymentHash, bool anchors) =>
    [
        .. HtlcHead(revocation, remote), 0x64, 0x75, 0x52, 0x7c, 33, .. local, 0x52, 0xae, 0x67, 0xa9, 20, .. Ripemd160.Hash(paymentHash), 0x88, 0xac,
        .. HtlcTail(anchors),
    ];

    public static byte[] HtlcReceived(byte[] revocation, byte[] local, byte[] remote, byte[] paymentHash, uint expiry, bool anchors) =>
    [
        .. HtlcHead(revocation, remote), 0x63, 0xa9, 20, .. Ripemd160.Hash(paymentHash), 0x88, 0x52, 0x7c, 33, .. local, 0x52, 0xae, 0x67, 0x75,
        .. Number(expiry), 0xb1, 0x75, 0xac, .. HtlcTail(anchors),
    ];

    private static byte[] HtlcHead(byte[] revocation, byte[] remote) =>
        [0x76, 0xa9, 20, .. Ripemd160.OfSha256(revocation), 0x87, 0x63, 0xac, 0x67, 33, .. remote, 0x7c, 0x82, 0x01, 0x20, 0x87];

    private static byte[] HtlcTail(bool anchors) => anchors ? [0x68, 0x51, 0xb2, 0x75, 0x68] : [0x68, 0x68];

    private static byte[] Number(uint value)
    {
        if (value <= 16)
        {
            return [value == 0 ? (byte)0 : (byte)(0x50 + value)];
        }

        List<byte> bytes = [];
        for (ulong left = value; left > 0; left >>= 8)
        {
            bytes.Add((byte)left);
        }

        if (bytes[^1] >= 0x80)
        {
            bytes.Add(0);
        }

        return [(byte)bytes.Count, .. bytes];
    }
}
