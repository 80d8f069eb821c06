using System;
using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>The host's half opens keys and journal; its newest anchor tells whether this is the state that the host saw last.</summary>
public static class UnlockHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Unlock request = Unlock.Decode(body);
        bool fits;
        try
        {
            fits = Provisioning.Unlock(device, request.HostHalf, request.Anchor);
        }
        finally
        {
            Array.Clear(request.HostHalf, 0, request.HostHalf.Length);
        }

        if (!fits)
        {
            throw RequestException.NotNow(ErrorCode.WrongHostHalf, "the host's half does not open this device");
        }

        device.Owner.Forget();
        UnlockReply reply = new UnlockReply();
        reply.Sessions = device.CountSession();
        reply.Anchor = request.Anchor == null ? AnchorResult.NotGiven : Compare(device, request.Anchor);
        reply.State = device.State;
        reply.Recovery = device.Recovery;
        return reply.Encode();
    }

    private static AnchorResult Compare(SignerDevice device, byte[] anchor)
    {
        switch (device.Context.Journal.CompareAnchor(anchor))
        {
            case AnchorComparison.Same:
                return AnchorResult.Same;
            case AnchorComparison.DeviceAhead:
                return AnchorResult.DeviceAhead;
            case AnchorComparison.DeviceOlder:
                device.Stop(StopReason.OlderThanAnchor, "the journal is older than what the host has seen: an old image of the flash was put back");
                return AnchorResult.DeviceOlder;
            default:
                device.Stop(StopReason.JournalForeign, "the host's anchor was not made by this journal: another device, or a second history of this one");
                return AnchorResult.Foreign;
        }
    }
}
