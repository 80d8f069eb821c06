using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Channels;

/// <summary>
/// The bytes of a channel on flash, in two parts. The <b>terms</b> change only with the set of fundings (opening, splice, lock), the
/// <b>record</b> with every promise; the journal binds the newest terms to every record. All numbers big-endian; u40 is five bytes, u48 six.
/// <code>
/// terms   u8 version=2 | peer 33 | dbid u64 | u8 flags: 1 outbound | u8 channel type | holder delay u16 | counterparty delay u16
///         | push msat u64 | holder script u8+n | counterparty basepoints 4 x 33 (revocation, payment, htlc, delayed)
///         | u8 abandoned openings, each: prefix u32 | u8 fundings, each: txid 32 | vout u16 | value u64 | u8 same: 1 = the first funding's key, 0 = key 33 follows
/// record  u8 version=7 | u8 flags: 1 locked, 2 current signed, 4 pending signed, 8 mutual close signed, 16 32 64 account of funding 0 1 2 follows,
///           128 forgotten
///         | u8 shape: bits 0..1 signed numbers that are not revoked, bits 2..3 fundings, 16 the book of incoming HTLCs follows, 32 backups follow,
///           64 the payments' digest follows
///         | signed count u48 | holder revoked count u48 | the book: signed u40, added u40, announced u40 | backups u8 | payments digest 8
///         | point digest 8 when a signed number is unrevoked | previous point digest 8 when two are
///         | revocation prefixes 6 x bit length of the revoked count
///         | each funding: u8 flags (below) | account 6 | digest 12, holder sat u40 | sighash 32, holder sat u40 | sighash 32, holder sat u40
/// funding flags: 1 bound, 2 counterparty commitment follows, 4 it has HTLCs, 8 current follows, 16 it has HTLCs, 32 pending follows, 64 it has HTLCs,
///               128 retired: not bound, and one of 2 and 8 at least
/// </code>
/// Reading is strict: an unknown version or flag, a length that does not follow from the counts, or a trailing byte is malformed.
/// </summary>
public static class ChannelCodec
{
    private const byte Version = 2;
    private const byte RecordVersion = 7;

    private const int Locked = 1;
    private const int CurrentSigned = 2;
    private const int PendingSigned = 4;
    private const int MutualCloseSigned = 8;
    private const int FirstAccount = 16;
    private const int Forgotten = 128;

    private const int UnrevokedMask = 3;
    private const int FundingsUnit = 4;
    private const int HasBook = 16;
    private const int HasBackups = 32;
    private const int HasPayments = 64;

    private const int Bound = 1;
    private const int HasCounterparty = 2;
    private const int CounterpartyHtlcs = 4;
    private const int HasCurrent = 8;
    private const int CurrentHtlcs = 16;
    private const int HasPending = 32;
    private const int PendingHtlcs = 64;
    private const int Retired = 128;

    /// <summary>Script lengths on the wire are checked earlier; a scriptPubKey that Lightning allows is far shorter.</summary>
    public const int ScriptBytesMax = 42;

    /// <summary>What a slot of the journal holds at most.</summary>
    public const int RecordBytesMax = 415;

    /// <summary>What the journal keeps beside a record at most.</summary>
    public const int TermsBytesMax = 480;

    /// <summary>The longest record that a channel with so many fundings can have after so many revocations of the peer.</summary>
    public static int RecordBytesMost(int fundings, int accounts, ulong counterpartyRevokedCount)
    {
        int digests = Channel.PaymentsDigestBytes + 2 * Channel.PointDigestBytes;
        int tags = RevocationChain.PrefixBytes * RevocationChain.BucketsAfter(counterpartyRevokedCount);
        return 15 + 15 + 1 + digests + tags + Funding.AccountBytes * accounts + fundings * (1 + SignedCommitment.DigestBytes + 5 + 2 * (32 + 5));
    }

    public static byte[] EncodeTerms(Channel channel)
    {
        ChannelTerms terms = channel.Terms;
        ByteWriter writer = new ByteWriter(480);
        writer.U8(Version);
        writer.Bytes(terms.Peer);
        writer.U64(terms.Dbid);
        writer.Flag(terms.IsOutbound);
        writer.U8((byte)terms.Type);
        writer.U16((ushort)terms.HolderDelayBlocks);
        writer.U16((ushort)terms.CounterpartyDelayBlocks);
        writer.U64(terms.PushMsat);
        WriteScript(writer, terms.HolderShutdownScript);
        writer.Bytes(terms.CounterpartyBasepoints.Revocation);
        writer.Bytes(terms.CounterpartyBasepoints.Payment);
        writer.Bytes(terms.CounterpartyBasepoints.Htlc);
        writer.Bytes(terms.CounterpartyBasepoints.Delayed);
        Check.That(channel.AbandonedPrefixes.Length <= Channel.AbandonedMax, "abandoned openings are bounded");
        writer.U8((byte)channel.AbandonedPrefixes.Length);
        for (int i = 0; i < channel.AbandonedPrefixes.Length; i++)
        {
            writer.U32(channel.AbandonedPrefixes[i]);
        }

        writer.U8((byte)channel.Fundings.Length);
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            Funding funding = channel.Fundings[i];
            writer.Bytes(funding.Txid);
            Check.That(funding.Vout <= 0xffff, "an output number has 16 bits");
            writer.U16((ushort)funding.Vout);
            writer.U64(funding.ValueSat);
            bool same = i > 0 && Check.Same(funding.CounterpartyFundingKey, channel.Fundings[0].CounterpartyFundingKey);
            writer.Flag(same);
            if (!same)
            {
                writer.Bytes(funding.CounterpartyFundingKey);
            }
        }

        return writer.ToArray();
    }

    public static byte[] EncodeRecord(Channel channel)
    {
        ByteWriter writer = new ByteWriter(320);
        writer.U8(RecordVersion);
        int flags = (channel.IsFundingLocked ? Locked : 0) | (channel.IsCurrentSigned ? CurrentSigned : 0)
            | (channel.IsPendingSigned ? PendingSigned : 0) | (channel.IsMutualCloseSigned ? MutualCloseSigned : 0)
            | (channel.IsForgotten ? Forgotten : 0);
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            flags |= channel.Fundings[i].Account == null ? 0 : FirstAccount << i;
        }

        writer.U8((byte)flags);
        ulong unrevoked = channel.SignedCount - channel.CounterpartyRevokedCount;
        IncomingBook book = channel.Incoming;
        writer.U8((byte)((int)unrevoked | (FundingsUnit * channel.Fundings.Length) | (book == null ? 0 : HasBook)
            | (channel.CountsBackups ? HasBackups : 0) | (channel.PaymentsDigest == null ? 0 : HasPayments)));
        WriteU48(writer, channel.SignedCount);
        WriteU48(writer, channel.HolderRevokedCount);
        if (book != null)
        {
            WriteU40(writer, book.Signed);
            WriteU40(writer, book.Added);
            WriteU40(writer, book.Announced);
        }

        BackupCodec.Write(writer, channel);
        WriteDigest(writer, channel.PaymentsDigest);
        WriteDigest(writer, unrevoked > 0 ? channel.PointDigest : null);
        WriteDigest(writer, unrevoked > 1 ? channel.PreviousPointDigest : null);
        writer.Bytes(channel.Revocations.Prefixes);
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            WriteFunding(writer, channel.Fundings[i]);
        }

        return writer.ToArray();
    }

    /// <summary>True for the record of a channel that the node is done with.</summary>
    public static bool IsForgotten(byte[] record)
    {
        return (record[1] & Forgotten) != 0;
    }

    /// <summary>The channel that the two parts describe.</summary>
    public static Channel Decode(byte[] terms, byte[] record)
    {
        return Decode(null, terms, record);
    }

    /// <summary>The same when its name is known, which saves a hash; null when it is not.</summary>
    public static Channel Decode(byte[] id, byte[] terms, byte[] record)
    {
        ByteReader reader = new ByteReader(terms);
        RequireVersion(reader, Version);
        byte[] peer = reader.Bytes(33);
        ulong dbid = reader.U64();
        bool isOutbound = reader.Flag();
        int type = reader.U8();
        if (type != (int)ChannelType.StaticRemoteKey && type != (int)ChannelType.AnchorsZeroFeeHtlc)
        {
            throw new MalformedException("record of an unknown channel type");
        }

        int holderDelay = reader.U16();
        int counterpartyDelay = reader.U16();
        ulong push = reader.U64();
        byte[] holderScript = ReadScript(reader);
        Basepoints basepoints = new Basepoints(reader.Bytes(33), reader.Bytes(33), reader.Bytes(33), reader.Bytes(33));
        uint[] abandoned = ReadAbandoned(reader);
        int count = ReadFundingCount(reader);
        Funding[] fundings = new Funding[count];
        for (int i = 0; i < count; i++)
        {
            byte[] txid = reader.Bytes(32);
            uint vout = reader.U16();
            ulong value = reader.U64();
            bool same = reader.Flag();
            if (same && i == 0)
            {
                throw new MalformedException("the first funding names its key");
            }

            fundings[i] = new Funding(txid, vout, value, same ? fundings[0].CounterpartyFundingKey : reader.Bytes(33));
        }

        reader.End();
        Channel channel = new Channel(
            id != null ? id : ChannelId.Of(peer, dbid),
            new ChannelTerms(peer, dbid, isOutbound, (ChannelType)type, holderDelay, counterpartyDelay, push, holderScript, basepoints),
            fundings[0]);
        channel.Fundings = fundings;
        channel.AbandonedPrefixes = abandoned;
        ReadRecord(channel, new ByteReader(record));
        return channel;
    }

    private static void ReadRecord(Channel channel, ByteReader reader)
    {
        RequireVersion(reader, RecordVersion);
        int flags = reader.U8();
        if ((flags & ~Forgotten) >= FirstAccount << channel.Fundings.Length)
        {
            throw new MalformedException("record with an unknown flag");
        }

        channel.IsFundingLocked = (flags & Locked) != 0;
        channel.IsCurrentSigned = (flags & CurrentSigned) != 0;
        channel.IsPendingSigned = (flags & PendingSigned) != 0;
        channel.IsMutualCloseSigned = (flags & MutualCloseSigned) != 0;
        channel.IsForgotten = (flags & Forgotten) != 0;
        int shape = reader.U8();
        ulong unrevoked = (ulong)(shape & UnrevokedMask);
        int fundings = (shape & ~(HasBook | HasBackups | HasPayments)) / FundingsUnit;
        channel.SignedCount = ReadU48(reader);
        channel.HolderRevokedCount = ReadU48(reader);
        if (unrevoked > 2 || unrevoked > channel.SignedCount || (unrevoked == 0 && channel.SignedCount != 0))
        {
            throw new MalformedException("record with impossible numbers");
        }

        channel.CounterpartyRevokedCount = channel.SignedCount - unrevoked;
        channel.Incoming = (shape & HasBook) == 0 ? null : new IncomingBook(ReadSum(reader), ReadSum(reader), ReadSum(reader));
        BackupCodec.Read(reader, channel, (shape & HasBackups) != 0);
        channel.PaymentsDigest = (shape & HasPayments) == 0 ? null : reader.Bytes(Channel.PaymentsDigestBytes);
        if (unrevoked > 0)
        {
            channel.PointDigest = reader.Bytes(Channel.PointDigestBytes);
        }

        if (unrevoked > 1)
        {
            channel.PreviousPointDigest = reader.Bytes(Channel.PointDigestBytes);
        }

        channel.Revocations = new RevocationChain(
            reader.Bytes(RevocationChain.PrefixBytes * RevocationChain.BucketsAfter(channel.CounterpartyRevokedCount)));
        if (fundings != channel.Fundings.Length)
        {
            throw new MalformedException("record and terms differ in their fundings");
        }

        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            ReadFunding(reader, channel.Fundings[i], (flags & (FirstAccount << i)) != 0);
        }

        reader.End();
    }

    private static uint[] ReadAbandoned(ByteReader reader)
    {
        int count = reader.U8();
        if (count > Channel.AbandonedMax)
        {
            throw new MalformedException("record with too many abandoned openings");
        }

        uint[] tags = new uint[count];
        for (int i = 0; i < count; i++)
        {
            tags[i] = reader.U32();
        }

        return tags;
    }

    private static void WriteFunding(ByteWriter writer, Funding funding)
    {
        int flags = (funding.IsBound ? Bound : 0) | (funding.IsRetired ? Retired : 0);
        if (funding.Counterparty != null)
        {
            flags |= HasCounterparty | (funding.Counterparty.HasHtlcs ? CounterpartyHtlcs : 0);
        }

        if (funding.HolderCurrent != null)
        {
            flags |= HasCurrent | (funding.HolderCurrent.HasHtlcs ? CurrentHtlcs : 0);
        }

        if (funding.HolderPending != null)
        {
            flags |= HasPending | (funding.HolderPending.HasHtlcs ? PendingHtlcs : 0);
        }

        writer.U8((byte)flags);
        if (funding.Account != null)
        {
            writer.Bytes(funding.Account);
        }

        if (funding.Counterparty != null)
        {
            writer.Bytes(funding.Counterparty.Digest);
            WriteU40(writer, funding.Counterparty.HolderSat);
        }

        WriteHeld(writer, funding.HolderCurrent);
        WriteHeld(writer, funding.HolderPending);
    }

    private static void ReadFunding(ByteReader reader, Funding funding, bool hasAccount)
    {
        int flags = reader.U8();
        bool isRetired = (flags & Retired) != 0;
        if ((isRetired && ((flags & Bound) != 0 || (flags & (HasCounterparty | HasCurrent)) == 0))
            || Extra(flags, HasCounterparty, CounterpartyHtlcs) || Extra(flags, HasCurrent, CurrentHtlcs)
            || Extra(flags, HasPending, PendingHtlcs))
        {
            throw new MalformedException("record with an unknown flag");
        }

        funding.IsBound = (flags & Bound) != 0;
        funding.IsRetired = isRetired;
        if (hasAccount && !funding.IsBound)
        {
            throw new MalformedException("record with an account of a funding that is not bound");
        }

        funding.Account = hasAccount ? reader.Bytes(Funding.AccountBytes) : null;
        if ((flags & HasCounterparty) != 0)
        {
            byte[] digest = reader.Bytes(SignedCommitment.DigestBytes);
            funding.Counterparty = new SignedCommitment(digest, ReadU40(reader), (flags & CounterpartyHtlcs) != 0);
        }

        if ((flags & HasCurrent) != 0)
        {
            byte[] sighash = reader.Bytes(32);
            funding.HolderCurrent = new HeldCommitment(sighash, ReadU40(reader), (flags & CurrentHtlcs) != 0);
        }

        if ((flags & HasPending) != 0)
        {
            byte[] sighash = reader.Bytes(32);
            funding.HolderPending = new HeldCommitment(sighash, ReadU40(reader), (flags & PendingHtlcs) != 0);
        }
    }

    // True when the second flag is set without the first, which it qualifies.
    private static bool Extra(int flags, int first, int second)
    {
        return (flags & first) == 0 && (flags & second) != 0;
    }

    private static void WriteDigest(ByteWriter writer, byte[] digest)
    {
        if (digest != null)
        {
            writer.Bytes(digest);
        }
    }

    private static void WriteHeld(ByteWriter writer, HeldCommitment held)
    {
        if (held != null)
        {
            writer.Bytes(held.Sighash);
            WriteU40(writer, held.HolderSat);
        }
    }

    private static int ReadFundingCount(ByteReader reader)
    {
        int count = reader.U8();
        if (count == 0 || count > Channel.FundingsMax)
        {
            throw new MalformedException("record with an impossible count of fundings");
        }

        return count;
    }

    private static void WriteScript(ByteWriter writer, byte[] script)
    {
        Check.That(script.Length <= ScriptBytesMax, "a shutdown script is short");
        writer.U8((byte)script.Length);
        writer.Bytes(script);
    }

    private static byte[] ReadScript(ByteReader reader)
    {
        int length = reader.U8();
        if (length > ScriptBytesMax)
        {
            throw new MalformedException("record with a long script");
        }

        return reader.Bytes(length);
    }

    private static void WriteU48(ByteWriter writer, ulong value)
    {
        Check.That(value >> 48 == 0, "a stored number has 48 bits");
        writer.U16((ushort)(value >> 32));
        writer.U32((uint)value);
    }

    private static ulong ReadU48(ByteReader reader)
    {
        ulong high = reader.U16();
        return (high << 32) | reader.U32();
    }

    private static void WriteU40(ByteWriter writer, ulong value)
    {
        Check.That(value >> 40 == 0, "a stored amount has 40 bits");
        writer.U8((byte)(value >> 32));
        writer.U32((uint)value);
    }

    private static ulong ReadU40(ByteReader reader)
    {
        ulong high = reader.U8();
        return (high << 32) | reader.U32();
    }

    private static ulong ReadSum(ByteReader reader)
    {
        ulong sum = ReadU40(reader);
        if (sum >= IncomingBook.End)
        {
            throw new MalformedException("record with an impossible sum of HTLCs");
        }

        return sum;
    }

    private static void RequireVersion(ByteReader reader, byte version)
    {
        if (reader.U8() != version)
        {
            throw new MalformedException("record of an unknown version");
        }
    }
}
