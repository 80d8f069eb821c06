using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// Recognises the witness scripts of BOLT 3 by their bytes and takes the keys and hashes out of them. Nothing here is trusted: a script counts
/// only when it hashes to the output that it stands for, and the device rebuilds all of them anyway.
/// </summary>
internal static class ScriptShape
{
    private const byte Op0 = 0x00;
    private const byte Op1 = 0x51;
    private const byte Op2 = 0x52;

    public static bool IsP2wpkh(byte[] script) => script.Length == 22 && script[0] == Op0 && script[1] == 20;

    public static bool IsP2tr(byte[] script) => script.Length == 34 && script[0] == Op1 && script[1] == 32;

    /// <summary>The output script that a witness script hides behind.</summary>
    public static byte[] P2wsh(byte[] witnessScript) => [Op0, 32, .. Sha256.Hash(witnessScript)];

    public static byte[] P2wpkh(byte[] point) => [Op0, 20, .. Hash160.Of(point)];

    public static byte[] P2tr(byte[] outputKey) => [Op1, 32, .. outputKey];

    /// <summary>What BIP 143 hashes as the script code of a P2WPKH spend.</summary>
    public static byte[] P2wpkhScriptCode(byte[] point) => [0x76, 0xa9, 20, .. Hash160.Of(point), 0x88, 0xac];

    /// <summary>The two keys of a funding script: 2 key key 2 OP_CHECKMULTISIG.</summary>
    public static bool IsFunding(byte[] script, out byte[] first, out byte[] second)
    {
        bool fits = script.Length == 71 && script[0] == Op2 && script[1] == 33 && script[35] == 33 && script[69] == Op2 && script[70] == 0xae;
        first = fits ? script[2..35] : [];
        second = fits ? script[36..69] : [];
        return fits;
    }

    /// <summary>The funding script of two keys in their order.</summary>
    public static byte[] Funding(byte[] first, byte[] second) => [Op2, 33, .. first, 33, .. second, Op2, 0xae];

    /// <summary>The funding key that an anchor belongs to.</summary>
    public static bool IsAnchor(byte[] script, out byte[] fundingPoint)
    {
        bool fits = script.Length == 40 && script[0] == 33 && script.AsSpan(34).SequenceEqual((ReadOnlySpan<byte>)[0xac, 0x73, 0x64, 0x60, 0xb2, 0x68]);
        fundingPoint = fits ? script[1..34] : [];
        return fits;
    }

    /// <summary>to_remote with anchors: key OP_CHECKSIGVERIFY, a relative lock (1 block, more for leases), OP_CHECKSEQUENCEVERIFY.</summary>
    public static bool IsToRemoteAnchors(byte[] script, out byte[] point)
    {
        bool fits = script.Length is >= 37 and <= 40 && script[0] == 33 && script[34] == 0xad && script[^1] == 0xb2;
        point = fits ? script[1..34] : [];
        return fits;
    }

    /// <summary>to_remote with anchors (BOLT 3), with the relative lock of a lease where it is more than 1.</summary>
    public static byte[] ToRemoteAnchors(byte[] point, uint delayBlocks) => [33, .. point, 0xad, .. PushNumber(delayBlocks), 0xb2];

    /// <summary>to_local, and the output of an HTLC transaction: revocation key, or the delayed key after its lock.</summary>
    public static bool IsDelayed(byte[] script, out byte[] revocationPoint, out byte[] delayedPoint)
    {
        // OP_IF <revocation> OP_ELSE <blocks> OP_CSV OP_DROP <delayed> OP_ENDIF OP_CHECKSIG
        bool fits = script.Length is >= 75 and <= 80 && script[0] == 0x63 && script[1] == 33 && script[35] == 0x67
            && script[^38] == 0xb2 && script[^37] == 0x75 && script[^36] == 33 && script[^2] == 0x68 && script[^1] == 0xac;
        revocationPoint = fits ? script[2..35] : [];
        delayedPoint = fits ? script[^35..^2] : [];
        return fits;
    }

    /// <summary>The relative lock in blocks of a to_remote with anchors or of a delayed output; 0 when it is not a number of its shortest form.</summary>
    public static uint Lock(byte[] script)
    {
        ReadOnlySpan<byte> push = IsDelayed(script, out _, out _) ? script.AsSpan(36..^38) : script.AsSpan(35..^1);
        if (push.Length == 1)
        {
            return push[0] is > 0x50 and <= 0x60 ? (uint)(push[0] - 0x50) : 0;
        }

        uint number = 0;
        for (int i = push.Length - 1; i > 0; i--)
        {
            number = (number << 8) | push[i];
        }

        return push[0] == push.Length - 1 && push.Length <= 4 ? number : 0;
    }

    /// <summary>An HTLC output of either kind; null when the script is none.</summary>
    public static HtlcScript? Htlc(byte[] script)
    {
        // OP_DUP OP_HASH160 <20> OP_EQUAL OP_IF OP_CHECKSIG OP_ELSE <33> OP_SWAP OP_SIZE 32 OP_EQUAL
        const int ElseKeyAt = 28;
        const int BranchAt = 65;
        if (script.Length < 130 || script[0] != 0x76 || script[1] != 0xa9 || script[2] != 20 || script[23] != 0x87 || script[24] != 0x63
            || script[25] != 0xac || script[26] != 0x67 || script[27] != 33
            || !script.AsSpan(61, 4).SequenceEqual((ReadOnlySpan<byte>)[0x7c, 0x82, 0x01, 0x20]) || script[BranchAt] != 0x87)
        {
            return null;
        }

        byte[] revocationHash = script[3..23];
        byte[] countersignatory = script[ElseKeyAt..61];
        ReadOnlySpan<byte> branch = script.AsSpan(BranchAt + 1);

        return branch[0] == 0x64
            ? Offered(branch, revocationHash, countersignatory)
            : Received(branch, revocationHash, countersignatory);
    }

    private static HtlcScript? Offered(ReadOnlySpan<byte> branch, byte[] revocationHash, byte[] countersignatory)
    {
        // OP_NOTIF OP_DROP 2 OP_SWAP <33> 2 OP_CHECKMULTISIG OP_ELSE OP_HASH160 <20> OP_EQUALVERIFY OP_CHECKSIG ...
        const int KeyAt = 5;
        const int HashAt = KeyAt + 33 + 5;
        bool fits = branch.Length >= HashAt + 22
            && branch.StartsWith((ReadOnlySpan<byte>)[0x64, 0x75, Op2, 0x7c, 33])
            && branch.Slice(KeyAt + 33, 5).SequenceEqual((ReadOnlySpan<byte>)[Op2, 0xae, 0x67, 0xa9, 20]);
        return fits
            ? new HtlcScript(true, revocationHash, countersignatory, branch.Slice(KeyAt, 33).ToArray(), branch.Slice(HashAt, 20).ToArray(), null)
            : null;
    }

    private static HtlcScript? Received(ReadOnlySpan<byte> branch, byte[] revocationHash, byte[] countersignatory)
    {
        // OP_IF OP_HASH160 <20> OP_EQUALVERIFY 2 OP_SWAP <33> 2 OP_CHECKMULTISIG OP_ELSE OP_DROP <expiry> OP_CLTV OP_DROP ...
        const int HashAt = 3;
        const int KeyAt = 27;
        const int ExpiryAt = KeyAt + 33 + 4;
        bool fits = branch.Length > ExpiryAt + 3
            && branch.StartsWith((ReadOnlySpan<byte>)[0x63, 0xa9, 20])
            && branch.Slice(HashAt + 20, 4).SequenceEqual((ReadOnlySpan<byte>)[0x88, Op2, 0x7c, 33])
            && branch.Slice(KeyAt + 33, 4).SequenceEqual((ReadOnlySpan<byte>)[Op2, 0xae, 0x67, 0x75]);
        return fits && TryReadNumber(branch[ExpiryAt..], out uint expiry)
            ? new HtlcScript(false, revocationHash, countersignatory, branch.Slice(KeyAt, 33).ToArray(), branch.Slice(HashAt, 20).ToArray(), expiry)
            : null;
    }

    /// <summary>A script number as a minimal push.</summary>
    private static byte[] PushNumber(uint number)
    {
        if (number is >= 1 and <= 16)
        {
            return [(byte)(Op1 + number - 1)];
        }

        List<byte> bytes = [];
        for (; number != 0; number >>= 8)
        {
            bytes.Add((byte)number);
        }

        // The highest bit is the sign.
        if (bytes.Count > 0 && bytes[^1] >= 0x80)
        {
            bytes.Add(0);
        }

        return [(byte)bytes.Count, .. bytes];
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> script, out uint number)
    {
        number = 0;
        if (script.Length == 0)
        {
            return false;
        }

        if (script[0] is >= Op1 and <= 0x60)
        {
            number = (uint)(script[0] - Op1 + 1);
            return true;
        }

        if (script[0] is 0 or > 5 || script.Length <= script[0])
        {
            return script[0] == 0;
        }

        ulong value = 0;
        for (int i = script[0]; i > 0; i--)
        {
            value = (value << 8) | script[i];
        }

        number = (uint)value;
        return value <= uint.MaxValue;
    }
}

/// <summary>What an HTLC script says. Keys of the commitment that holds it: the broadcaster's and the other side's HTLC key.</summary>
/// <param name="RevocationKeyHash">HASH160 of the revocation key.</param>
/// <param name="PaymentHash160">RIPEMD-160 of the payment hash.</param>
/// <param name="Expiry">Only in scripts of received HTLCs; an offered one has it in the locktime of its transaction.</param>
internal sealed record HtlcScript(
    bool OfferedByBroadcaster,
    byte[] RevocationKeyHash,
    byte[] CountersignatoryPoint,
    byte[] BroadcasterPoint,
    byte[] PaymentHash160,
    uint? Expiry);
