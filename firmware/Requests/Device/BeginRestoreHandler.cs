using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Journal;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A backup, and what this device may do with it. The last state of a device that was moved to this volume is provably the newest, and everything goes on. Any other state is
/// only as new as a receipt and the owner say: then every channel number is taken from here on, before the first channel is there, and the device only closes.
/// <code>
/// power cut             this device
/// before the commit     has promised nothing; the restore begins again
/// after it              only closes the channels that it has so far; the restore begins again, and leaves alone what is there
/// after slot 0          restored, or moved
/// </code>
/// </summary>
public static class BeginRestoreHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        BeginRestore request = BeginRestore.Decode(body);
        if (!signer.Journal.IsFresh && !signer.IsRestored)
        {
            throw RequestException.NotNow(ErrorCode.NotFresh, "this device has promised something already: a backup goes onto one that has only its words");
        }

        byte[] journalKey = signer.Tree.JournalKey();
        JournalBackup backup = JournalBackup.Open(signer.Hmac, journalKey, request.VolumeId, request.Newest, request.Macs);
        Array.Clear(journalKey, 0, journalKey.Length);
        if (backup == null || backup.SlotCount != signer.Journal.SlotCountMax)
        {
            throw new MalformedException("no device with these words and this number of slots has made this backup, or it was changed");
        }

        RestoreRules.RequireNewest(backup.IsNamedBy(request.Receipt));
        bool isMove = IsMoveTo(backup.Newest, signer.Journal.VolumeId);
        if (!signer.Owner.AgreesToRepair(Question(backup.Newest.Sequence, isMove)))
        {
            throw RequestException.NotApproved("the owner did not hold the button down for five seconds; nothing was restored");
        }

        if (!signer.IsRestored)
        {
            signer.RecordRestored();
        }

        signer.BeginRestore(backup, isMove);
        BeginRestoreReply reply = new BeginRestoreReply();
        reply.IsMove = isMove;
        return reply.Encode();
    }

    private static string Question(ulong sequence, bool isMove)
    {
        return isMove
            ? "Go on from the last state of the device that was moved to this one?"
            : "Close all channels from backup " + sequence.ToString() + "? If the old device has promised more since then, a peer can take the money.";
    }

    private static bool IsMoveTo(JournalEntry newest, byte[] volumeId)
    {
        return newest.Slot == 0 && newest.IsUsed && Check.Same(ForgottenChannels.Decode(newest.Record).MovedTo, volumeId);
    }
}
