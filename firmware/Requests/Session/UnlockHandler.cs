using System;
using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The host's half opens keys and journal; its newest receipt tells whether this is the state that the host saw last.</summary>
public static class UnlockHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        Unlock request = Unlock.Decode(body);
        ByteReader holder = new ByteReader(request.Holder);
        ulong fence = request.Holder.Length == 0 ? 0 : holder.U64();
        byte[] name = holder.Rest();
        bool fits;
        try
        {
            fits = Provisioning.Unlock(device, request.HostHalf, request.Receipt);
        }
        finally
        {
            Array.Clear(request.HostHalf, 0, request.HostHalf.Length);
        }

        if (!fits)
        {
            throw RequestException.NotNow(ErrorCode.WrongHostHalf, "the host's half does not open this device");
        }

        // Two bridges of one node would answer for each other's promises in turns. The one with the newer log has the device; of two without such a log, the first.
        if (request.Holder.Length > 0 && !device.Hold(name, fence))
        {
            throw RequestException.NotNow(ErrorCode.HeldByAnother, "another bridge holds this device: " + Ascii.Text(device.Holder)
                + ". Stop one of the two; if that one is gone for good, start the device anew");
        }

        device.Owner.Forget();
        if (device.Context != null)
        {
            device.Context.Towers.CloseAll();
        }

        UnlockReply reply = new UnlockReply();
        reply.Sessions = device.CountSession();
        reply.Receipt = request.Receipt == null ? ReceiptResult.NotGiven : Compare(device, request.Receipt);
        reply.State = device.State;
        reply.Recovery = device.Recovery;
        return reply.Encode();
    }

    private static ReceiptResult Compare(SignerDevice device, byte[] receipt)
    {
        switch (device.Context.Journal.CompareReceipt(receipt))
        {
            case ReceiptComparison.Same:
                return ReceiptResult.Same;
            case ReceiptComparison.DeviceAhead:
                return ReceiptResult.DeviceAhead;
            case ReceiptComparison.DeviceOlder:
                device.Stop(StopReason.OlderThanReceipt, "the journal is older than what the host has seen: an old image of the flash was put back");
                return ReceiptResult.DeviceOlder;
            default:
                device.Stop(StopReason.JournalForeign, "the host's receipt was not made by this journal: another device, or a second history of this one");
                return ReceiptResult.Foreign;
        }
    }
}
