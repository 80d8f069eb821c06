using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>One slot of the journal for a person: what was promised, no secrets.</summary>
public static class ReadJournalHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadJournal request = ReadJournal.Decode(body);
        FlashJournal journal = signer.Journal;
        if (request.Slot >= journal.SlotCountMax)
        {
            throw new MalformedException("the journal has no such slot");
        }

        ReadJournalReply reply = new ReadJournalReply();
        reply.SlotCountMax = (ushort)journal.SlotCountMax;
        reply.IsUsed = journal.IsUsed(request.Slot);
        reply.Sequence = journal.SequenceOf(request.Slot);
        reply.Record = OrEmpty(journal.Record(request.Slot));
        reply.Attachment = OrEmpty(journal.Attachment(request.Slot));
        return reply.Encode();
    }

    private static byte[] OrEmpty(byte[] bytes)
    {
        return bytes != null ? bytes : new byte[0];
    }
}
