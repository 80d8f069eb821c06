using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Journal;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>
/// One slot of the backup, written down as this volume's own. A slot that is in use already stays as it is: after an interrupted restore the device may have closed its channel.
/// After a move it has to be the same: nothing of another backup may come under the rights of the moved state.
/// Of a backup that was not moved, the channels come back, and the block chain with what fees have come to; not the owner's limits, approvals and payees, the promises of
/// the vault and the book of towers, because an old one of these can do harm and a device that only closes needs none.
/// </summary>
public static class RestoreSlotHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer, SignerDevice device)
    {
        RestoreSlot request = RestoreSlot.Decode(body);
        JournalBackup backup = signer.Backup;
        if (backup == null)
        {
            throw RequestException.NotNow(ErrorCode.NotFresh, "no restore has begun: send BeginRestore");
        }

        JournalEntry entry = backup.Take(request.Slot, request.Entry);
        byte[] attachment = backup.AttachmentOf(entry, request.Attachment);
        if (request.Slot != 0)
        {
            Install(signer, entry, attachment);
        }
        else if (!backup.IsComplete)
        {
            throw new MalformedException("slot 0 ends a restore: show every other slot of the backup before it");
        }
        else
        {
            if (signer.IsMove)
            {
                RequireNothingElse(signer.Journal, backup);
                Commit(signer.Journal, 0, ForgottenChannels.Decode(entry.Record).Moved(null).Encode(), attachment);
            }

            // What was written is read back like at every start, and nothing of this context is left.
            device.LockAgain();
        }

        return new RestoreSlotReply().Encode();
    }

    private static void Install(SignerContext signer, JournalEntry entry, byte[] attachment)
    {
        FlashJournal journal = signer.Journal;
        byte[] record = entry.Record;
        if (signer.IsMove && entry.IsUsed && entry.Slot == JournalSlots.Vault(journal.SlotCountMax))
        {
            // Preimages follow from the volume under which they were promised, and this one has another id.
            byte[] encoded = PromiseBook.Decode(record, attachment).Moved(signer.Backup.VolumeId).Encode();
            record = PromiseBook.RecordOf(encoded);
            attachment = PromiseBook.AttachmentOf(encoded);
        }

        if (journal.SequenceOf(entry.Slot) != 0)
        {
            bool isSame = Check.Same(journal.Record(entry.Slot), record)
                && (attachment == null || Check.Same(journal.Attachment(entry.Slot), attachment));
            RequireSame(isSame || !signer.IsMove);
            return;
        }

        if (!entry.IsUsed)
        {
            return;
        }

        if (signer.IsMove || entry.Slot < JournalSlots.EndOfChannels(journal.SlotCountMax))
        {
            Commit(journal, entry.Slot, record, attachment);
        }
        else if (entry.Slot == JournalSlots.Chain(journal.SlotCountMax))
        {
            Commit(journal, entry.Slot, entry.Record, null);
        }
    }

    private static void RequireNothingElse(FlashJournal journal, JournalBackup backup)
    {
        for (int slot = 1; slot < backup.SlotCount; slot++)
        {
            RequireSame(backup.WasWritten(slot) || journal.SequenceOf(slot) == 0);
        }
    }

    private static void RequireSame(bool isSame)
    {
        if (!isSame)
        {
            throw RequestException.NotNow(ErrorCode.NotFresh, "this device has something else than the state that was moved: it only closes what it has");
        }
    }

    private static void Commit(FlashJournal journal, int slot, byte[] record, byte[] attachment)
    {
        if (attachment == null)
        {
            journal.Commit(slot, record);
        }
        else
        {
            journal.Commit(slot, record, attachment);
        }
    }
}
