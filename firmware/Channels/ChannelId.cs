using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Channels;

/// <summary>
/// How host and device name a channel for its whole life: the first 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid), peer being the
/// node id of the other side (33 bytes) and dbid the node's own number for the channel (u64). It does not depend on any funding transaction.
/// </summary>
public static class ChannelId
{
    public const int LengthBytes = 16;

    private static readonly byte[] s_prefix =
    {
        (byte)'h', (byte)'o', (byte)'l', (byte)'d', (byte)'f', (byte)'a', (byte)'s', (byte)'t', (byte)' ',
        (byte)'c', (byte)'h', (byte)'a', (byte)'n', (byte)'n', (byte)'e', (byte)'l',
    };

    /// <summary>The 16-byte name of the channel <paramref name="dbid"/> with <paramref name="peer"/>.</summary>
    public static byte[] Of(byte[] peer, ulong dbid)
    {
        ByteWriter writer = new ByteWriter(64);
        writer.Bytes(s_prefix);
        writer.Bytes(peer);
        writer.U64(dbid);
        byte[] hash = Sha256.Hash(writer.ToArray());
        byte[] id = new byte[LengthBytes];
        Array.Copy(hash, 0, id, 0, LengthBytes);
        return id;
    }
}
