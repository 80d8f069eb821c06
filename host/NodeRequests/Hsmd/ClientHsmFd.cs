using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>9: a socket for another program of the node, with its identity and its permissions.</summary>
internal sealed record ClientHsmFd(byte[] Peer, ulong Dbid, HsmdPermissions Permissions) : IHsmdRequest
{
    public static ClientHsmFd Parse(HsmdReader reader) => new(reader.NodeId(), reader.U64(), (HsmdPermissions)reader.U64());

    public HsmdAnswer Answer(RequestScope scope)
    {
        if (Permissions.HasFlag(HsmdPermissions.Master))
        {
            throw new HsmdProtocolException("only lightningd itself is the master");
        }

        return HsmdAnswer.ReplyAndClient(new HsmdWriter(HsmdType.ClientHsmFdReply).ToArray(), new HsmdClient(Peer, Dbid, Permissions));
    }
}
