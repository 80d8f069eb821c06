using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A sealed file of the journal for the host's backup. After a commit the host asks for its entry, which is still in RAM.</summary>
public static class ReadBackupHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadBackup request = ReadBackup.Decode(body);
        FlashJournal journal = signer.Journal;
        bool isEntry = request.AttachmentOf == ReadBackup.NoSlot;
        int slot = isEntry ? journal.SlotAfter(request.Since) : request.AttachmentOf;
        if (slot >= journal.SlotCountMax)
        {
            throw new MalformedException("the journal has no such slot");
        }

        ReadBackupReply reply = new ReadBackupReply();
        reply.SlotCount = (byte)journal.SlotCountMax;
        reply.Slot = slot < 0 ? ReadBackup.NoSlot : (byte)slot;
        reply.Sequence = slot < 0 ? journal.Sequence : journal.SequenceOf(slot);
        reply.AttachmentMac = slot < 0 ? new byte[JournalLayout.MacBytes] : journal.AttachmentMac(slot);
        byte[] file = slot < 0 ? null : isEntry ? journal.Sealed(slot) : journal.SealedAttachment(slot);
        reply.File = file == null ? new byte[0] : file;
        return reply.Encode();
    }
}
