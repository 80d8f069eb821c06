using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.NodeRequests.Translation;

/// <summary>How the node names a channel: the peer and the node's own number for it.</summary>
internal sealed record ChannelName(byte[] Peer, ulong Dbid)
{
    /// <summary>How the device names it: the first 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] Id
    {
        get
        {
            ByteWriter writer = new(64);
            writer.Bytes(Encoding.ASCII.GetBytes("holdfast channel"));
            writer.Bytes(ToBytes());
            return Sha256.Hash(writer.ToArray())[..16];
        }
    }

    /// <summary>Peer (33 bytes) and number (big-endian): the channel's name in the intent log.</summary>
    public byte[] ToBytes()
    {
        ByteWriter writer = new(41);
        writer.Bytes(Peer);
        writer.U64(Dbid);
        return writer.ToArray();
    }

    /// <summary>What <see cref="ToBytes"/> gave.</summary>
    public static ChannelName Of(byte[] name)
    {
        ByteReader reader = new(name);
        return new ChannelName(reader.Bytes(33), reader.U64());
    }

    /// <summary>Peer and number as text: the key of everything that is remembered per channel.</summary>
    public string Key => Convert.ToHexStringLower(Peer) + "/" + Dbid;

    public bool Equals(ChannelName? other) => other != null && Dbid == other.Dbid && Check.Same(Peer, other.Peer);

    public override int GetHashCode() => HashCode.Combine(Dbid, Peer[1], Peer[2], Peer[3]);
}
