using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests;

/// <summary>
/// One of the node's programs at one socket: lightningd itself, connectd, or a daemon that serves one channel. Says whom the requests on that
/// socket speak for and what they may ask.
/// </summary>
public sealed class HsmdClient
{
    public HsmdClient(byte[] peer, ulong dbid, HsmdPermissions permissions)
    {
        Peer = peer;
        Dbid = dbid;
        Permissions = permissions;
    }

    /// <summary>lightningd's own socket (fd 3): the only one with <see cref="HsmdPermissions.Master"/>.</summary>
    public static HsmdClient Lightningd { get; } =
        new(new byte[33], 0, HsmdPermissions.Master | HsmdPermissions.SignGossip | HsmdPermissions.Ecdh);

    /// <summary>Node id, 33 bytes; zeros for lightningd.</summary>
    public byte[] Peer { get; }

    /// <summary>The node's number for its channel with this peer; 0 when the client serves no channel.</summary>
    public ulong Dbid { get; }

    public HsmdPermissions Permissions { get; }

    /// <summary>True when every needed bit was given to this client.</summary>
    public bool May(HsmdPermissions needed) => (Permissions & needed) == needed;

    internal ChannelName Channel => Dbid != 0 ? new ChannelName(Peer, Dbid) : throw new HsmdProtocolException("the client serves no channel");
}
