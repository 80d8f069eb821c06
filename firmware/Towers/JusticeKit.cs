using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Towers;

/// <summary>
/// What a tower gets of a revoked commitment: all that it needs to punish, sealed under the txid, which it learns when the commitment is published.
/// <code>
/// plain, 274  script length 1 | script 42 | revocation key 33 | delayed key 33 | delay u32 | signature 64 | to_remote key 33 | its signature 64
/// blob, 314   nonce 24 | plain, sealed | MAC 16
/// </code>
/// The part of to_remote stays empty: with static_remotekey the owner can take it without hurry.
/// </summary>
public static class JusticeKit
{
    public const int HintBytes = 16;
    public const int NonceBytes = 24;
    public const int PlainBytes = 274;
    public const int BlobBytes = NonceBytes + PlainBytes + ChaChaPoly.MacBytes;

    private const int ScriptBytesMax = 42;

    /// <summary>How a tower finds the backup again: the first 16 bytes of SHA-256(txid).</summary>
    public static byte[] Hint(byte[] txid)
    {
        byte[] hint = new byte[HintBytes];
        Array.Copy(Sha256.Hash(txid), 0, hint, 0, HintBytes);
        return hint;
    }

    /// <summary>SHA-256(txid ‖ txid).</summary>
    public static byte[] Key(byte[] txid)
    {
        byte[] twice = new byte[64];
        Array.Copy(txid, 0, twice, 0, 32);
        Array.Copy(txid, 0, twice, 32, 32);
        return Sha256.Hash(twice);
    }

    public static byte[] Plain(byte[] script, byte[] revocationKey, byte[] delayedKey, int delayBlocks, byte[] signature)
    {
        Check.That(script.Length <= ScriptBytesMax, "the script of a sweep is short");
        ByteWriter writer = new ByteWriter(PlainBytes);
        writer.U8((byte)script.Length);
        writer.Bytes(script);
        writer.Bytes(new byte[ScriptBytesMax - script.Length]);
        writer.Bytes(revocationKey);
        writer.Bytes(delayedKey);
        writer.U32((uint)delayBlocks);
        writer.Bytes(signature);
        writer.Bytes(new byte[33 + 64]);
        return writer.ToArray();
    }

    public static byte[] Seal(byte[] txid, byte[] nonce, byte[] plain)
    {
        byte[] body = ChaChaPoly.SealX(Key(txid), nonce, new byte[0], plain);
        byte[] blob = new byte[NonceBytes + body.Length];
        Array.Copy(nonce, 0, blob, 0, NonceBytes);
        Array.Copy(body, 0, blob, NonceBytes, body.Length);
        return blob;
    }
}
