using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Unit.Channels;

/// <summary>Channels to be changed by facts.</summary>
public static class Sample
{
    public static Channel NewChannel()
    {
        ChannelTerms terms = new ChannelTerms(Fill(33, 2), 7, true, ChannelType.AnchorsZeroFeeHtlc, 6, 144, 5000, Fill(22, 1),
            new Basepoints(Fill(33, 3), Fill(33, 4), Fill(33, 5), Fill(33, 6)));
        return new Channel(terms, NewFunding(1));
    }

    /// <summary>Puts a channel into a book as if the journal had it.</summary>
    public static void Put(ChannelBook book, int slot, Channel channel)
    {
        book.Set(slot, channel, ChannelCodec.EncodeRecord(channel), ChannelCodec.EncodeTerms(channel));
    }

    public static Funding NewFunding(byte name)
    {
        return new Funding(Fill(32, name), name, 1000000, Fill(33, 7));
    }

    public static SignedCommitment Signed(byte name)
    {
        return new SignedCommitment(Fill(SignedCommitment.DigestBytes, name), 100000 + (ulong)name, name % 2 == 0);
    }

    public static HeldCommitment Held(byte name)
    {
        return new HeldCommitment(Fill(32, name), 200000 + (ulong)name, name % 2 == 0);
    }

    public static byte[] Point(byte name)
    {
        return Fill(Channel.PointDigestBytes, name);
    }

    public static byte[] Fill(int length, byte value)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = value;
        }

        return bytes;
    }
}
