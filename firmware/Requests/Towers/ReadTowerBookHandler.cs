using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Protocol;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>What the device remembers of towers, for a host that lost its own memory, and for people.</summary>
public static class ReadTowerBookHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadTowerBook.Decode(body);
        TowerBook book = signer.Towers.Book;
        ReadTowerBookReply reply = new ReadTowerBookReply();
        reply.LastIndex = book.LastIndex;
        reply.ExposureMax = (byte)book.ExposureMax;
        reply.Trusted = book.Trusted;
        reply.Reservations = new TowerKeyFields[book.Reservations.Length];
        for (int i = 0; i < reply.Reservations.Length; i++)
        {
            TowerKeyFields key = new TowerKeyFields();
            key.Tower = book.Reservations[i].Tower;
            key.BlobType = (ushort)book.Reservations[i].BlobType;
            key.Index = book.Reservations[i].Index;
            reply.Reservations[i] = key;
        }

        reply.Sessions = new TowerSessionFields[book.Sessions.Length];
        for (int i = 0; i < reply.Sessions.Length; i++)
        {
            reply.Sessions[i] = Fields(signer, book.Sessions[i]);
        }

        return reply.Encode();
    }

    private static TowerSessionFields Fields(SignerContext signer, TowerSession session)
    {
        TowerSessionFields fields = new TowerSessionFields();
        fields.Tower = session.Tower;
        fields.BlobType = (ushort)session.BlobType;
        fields.Index = session.Index;
        fields.MaxUpdates = (ushort)session.MaxUpdates;
        fields.FeeratePerKw = session.FeeratePerKw;
        fields.SweepKeyIndex = session.SweepKeyIndex;
        fields.IsTaproot = session.IsTaproot;
        fields.OpenChannels = OpenChannels(signer, session);
        return fields;
    }

    private static ushort OpenChannels(SignerContext signer, TowerSession session)
    {
        ushort count = 0;
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            if (session.Covers(slot) && signer.Channels.At(slot) != null && !signer.Channels.At(slot).IsForgotten)
            {
                count++;
            }
        }

        return count;
    }
}
