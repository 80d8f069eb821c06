using System.Buffers.Binary;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Replay;

/// <summary>Which channel a request is about: its client's, or the one that the message names at its beginning or its end.</summary>
internal static class RequestChannel
{
    private const int NameBytes = 33 + 8;

    public static ChannelName? Of(TranscriptClient client, byte[] request)
    {
        if (client.Dbid != 0)
        {
            return new ChannelName(client.Peer, client.Dbid);
        }

        if (request.Length < 2 + NameBytes)
        {
            return null;
        }

        return (HsmdType)BinaryPrimitives.ReadUInt16BigEndian(request) switch
        {
            HsmdType.NewChannel or HsmdType.GetChannelBasepoints or HsmdType.ForgetChannel or HsmdType.SignCommitmentTx
                or HsmdType.SignAnchorSpend or HsmdType.SignHtlcTxMingle => At(request, 2),
            HsmdType.SignAnyChannelAnnouncement or HsmdType.SignAnyDelayedPaymentToUs or HsmdType.SignAnyRemoteHtlcToUs
                or HsmdType.SignAnyPenaltyToUs or HsmdType.SignAnyLocalHtlcTx => At(request, request.Length - NameBytes),
            _ => null,
        };
    }

    private static ChannelName At(byte[] request, int offset) =>
        new(request[offset..(offset + 33)], BinaryPrimitives.ReadUInt64BigEndian(request.AsSpan(offset + 33)));
}
