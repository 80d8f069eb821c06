using System.Security.Cryptography;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.Unit.Journal;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// tests/Vectors/channel-record.txt: terms and record of a channel in every state that a flag, a digest or a count of them describes, the memory of
/// forgotten channels, and the content digests that records hold.
/// </summary>
[TestClass]
public class ChannelVectorTests
{
    private const string Name = "channel-record.txt";

    [TestMethod]
    public void TheFileHoldsEveryState()
    {
        PinnedFile file = new(Name, "What a slot of the journal holds (FORMAT.md): terms, record and forgotten numbers, with their fields by name.",
            "The record of a line belongs to the terms of the same name; content: the bytes that a digest of a commitment is made over, and the digest.");
        List<(string Name, Channel Channel)> states = [.. States()];
        file.Version("terms", ChannelCodec.EncodeTerms(states[0].Channel)[0]);
        foreach ((string name, Channel channel) in states)
        {
            file.Add("terms", name, ChannelCodec.EncodeTerms(channel), TermsWords(channel));
        }

        file.Version("record", ChannelCodec.EncodeRecord(states[0].Channel)[0]);
        foreach ((string name, Channel channel) in states)
        {
            file.Add("record", name, ChannelCodec.EncodeRecord(channel), RecordWords(channel));
        }

        AddContents(file);
        ForgottenChannels none = new();
        ForgottenChannels many = none.With(3).With(ulong.MaxValue).With(7).WithFloorBelow(5);
        file.Version("forgotten", none.Encode()[0]);
        file.Add("forgotten", "none", none.Encode(), "floor=0", "numbers=[]");
        file.Add("forgotten", "some", many.Encode(), "floor=3", $"numbers=[{ulong.MaxValue},7]");
        file.Add("forgotten", "restored", ForgottenChannels.Everything().Encode(), $"floor={ulong.MaxValue}", "numbers=[]");
        byte[] target = [.. Enumerable.Range(0x30, 16).Select(value => (byte)value)];
        file.Add("forgotten", "moved", none.With(7).Moved(target).Encode(), "floor=0", "numbers=[7]", "movedTo=" + Hex.Text(target));
        file.Require();
    }

    [TestMethod]
    public void EveryRecordOfTheFileIsReadAndWrittenAgain()
    {
        List<string[]> lines = PinnedFile.Read(Name);
        foreach (string[] record in lines.Where(line => line[0] == "record"))
        {
            string[] terms = lines.Single(line => line[0] == "terms" && line[1] == record[1]);
            Channel channel = ChannelCodec.Decode(VectorFile.Bytes(terms[2]), VectorFile.Bytes(record[2]));
            CollectionAssert.AreEqual(terms[3..], TermsWords(channel));
            CollectionAssert.AreEqual(record[3..], RecordWords(channel));
            Assert.AreEqual(terms[2], Hex.Text(ChannelCodec.EncodeTerms(channel)));
            Assert.AreEqual(record[2], Hex.Text(ChannelCodec.EncodeRecord(channel)));
        }

        foreach (string[] line in lines.Where(line => line[0] == "forgotten"))
        {
            Assert.AreEqual(line[2], Hex.Text(ForgottenChannels.Decode(VectorFile.Bytes(line[2])).Encode()));
        }
    }

    /// <summary>digest = first 12 bytes of HMAC(HMAC(journal key, "holdfast content"), content), with .NET's HMAC.</summary>
    [TestMethod]
    public void EveryDigestOfTheFileIsRecomputed()
    {
        byte[] contentKey = HMACSHA256.HashData(PinnedFile.Bytes(Name, "input", "journalKey"), Encoding.ASCII.GetBytes("holdfast content"));
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "content"))
        {
            Assert.AreEqual("digest=" + Hex.Text(HMACSHA256.HashData(contentKey, VectorFile.Bytes(line[2]))[..(line[1] == "point" ? 8 : 12)]), line[^1]);
        }
    }

    /// <summary>The number of an incoming HTLC = first 5 bytes of HMAC(HMAC(journal key, "holdfast incoming"), HTLC), with .NET's HMAC.</summary>
    [TestMethod]
    public void EveryNumberOfAnIncomingHtlcIsRecomputed()
    {
        byte[] incomingKey = HMACSHA256.HashData(PinnedFile.Bytes(Name, "input", "journalKey"), Encoding.ASCII.GetBytes("holdfast incoming"));
        List<string[]> lines = [.. PinnedFile.Read(Name).Where(line => line[0] == "incoming")];
        Assert.AreEqual(2, lines.Count);
        foreach (string[] line in lines)
        {
            Assert.AreEqual("sum=" + Hex.Text(HMACSHA256.HashData(incomingKey, VectorFile.Bytes(line[2]))[..5]), line[^1]);
        }
    }

    private static void AddContents(PinnedFile file)
    {
        SoftwareHmac hmac = new();
        Secp256k1 curve = Secp256k1.Software();
        KeyTree tree = new(curve, hmac, WireSample.Bytes("seed", 32), false);
        FlashJournal journal = FlashJournal.Format(new MemoryStorage(), hmac, tree.JournalKey(), WireSample.Bytes("volume", 16), 4);
        SignerContext signer = new(curve, hmac, tree, journal, Network.Regtest, new Limits(false, 74), null, null);
        file.Add("input", "journalKey", tree.JournalKey());

        Funding funding = new(WireSample.Bytes("txid", 32), 258, 1000000, WireSample.Bytes("funding", 33));
        Htlc offered = new() { AmountMsat = 5000000, PaymentHash = WireSample.Bytes("hash1", 32), Expiry = 700001 };
        Htlc trimmed = new() { IsOfferedByPeer = true, IsTrimmed = true, AmountMsat = 1000, PaymentHash = WireSample.Bytes("hash2", 32), Expiry = 700002 };
        Htlc large = new() { IsOfferedByPeer = true, AmountMsat = 0x0001020304050607, PaymentHash = WireSample.Bytes("hash3", 32), Expiry = 700003 };
        foreach ((string name, Htlc[] htlcs) in new[] { ("empty", Array.Empty<Htlc>()), ("two", [offered, trimmed]) })
        {
            CommitmentFields content = new()
            {
                Number = 0x0102030405060708, Point = WireSample.Bytes("point", 33), FeeratePerKw = 253, ToHolderSat = 600000, ToCounterpartySat = 390000, Htlcs = htlcs,
            };
            byte[] bytes = content.Canonical(funding.Txid, funding.Vout);
            file.Add("content", name, bytes, "txid=" + Hex.Text(funding.Txid), "vout=258", "number=" + content.Number, "point=" + Hex.Text(content.Point),
                "feeratePerKw=253", "toHolderSat=600000", "toCounterpartySat=390000", "htlcs=" + htlcs.Length, "digest=" + Hex.Text(signer.Digest(bytes)));
        }

        foreach (Htlc htlc in new[] { trimmed, large })
        {
            byte[] bytes = [.. BitConverter.GetBytes(htlc.AmountMsat).Reverse(), .. htlc.PaymentHash, .. BitConverter.GetBytes(htlc.Expiry).Reverse()];
            file.Add("incoming", "expiry" + htlc.Expiry, bytes, $"sum={signer.Sum([htlc, offered], false):x10}");
        }

        byte[] point = WireSample.Bytes("point", 33);
        file.Add("content", "point", point, "digest=" + Hex.Text(signer.PointDigest(point)));
    }

    private static IEnumerable<(string Name, Channel Channel)> States()
    {
        yield return ("new", New());
        Channel bare = new(new ChannelTerms(WireSample.Bytes("peer", 33), 1, false, ChannelType.StaticRemoteKey, 144, 6, 0, [], Basepoints()), Funding("a"));
        yield return ("without-options", bare);

        Channel signed = New();
        new CounterpartyCommitmentSigned(0, 0, Point("point0"), Signed("content0", false), 0, false).ApplyTo(signed);
        yield return ("signed", signed.Copy());
        new HolderCommitmentValidated(0, 0, Held("held0", true), 0).ApplyTo(signed);
        yield return ("validated", signed.Copy());
        new CounterpartyCommitmentSigned(0, 1, Point("point1"), Signed("content1", true), 0, false).ApplyTo(signed);
        new HolderCommitmentValidated(0, 1, Held("held1", false), 0).ApplyTo(signed);
        yield return ("two-unrevoked", signed.Copy());
        new CounterpartyCommitmentRevoked(0, WireSample.Bytes("secret", 32)).ApplyTo(signed);
        new HolderCommitmentRevoked(0).ApplyTo(signed);
        yield return ("revoked", signed.Copy());

        Channel ahead = New();
        new CounterpartyCommitmentSigned(0, 0, Point("point0"), Signed("content0", false), 0x1112131415, true).ApplyTo(ahead);
        yield return ("ahead", ahead.Copy());
        ahead.Incoming = new IncomingBook(0x1112131415, 0x2122232425, 0x3132333435);
        yield return ("ahead-with-new-htlcs", ahead);

        Channel counted = signed.Copy();
        counted.CountBackups(true);
        counted.Unacknowledged = 1;
        counted.Fundings[0].CountsBackups = true;
        yield return ("backups", counted.Copy());
        counted.Incoming = ahead.Incoming;
        yield return ("backups-ahead", counted);

        Channel followed = counted.Copy();
        followed.PaymentsDigest = WireSample.Bytes("payments", Channel.PaymentsDigestBytes);
        yield return ("payments-backups-ahead", followed.Copy());
        followed.CountBackups(false);
        followed.Incoming = null;
        yield return ("payments", followed);

        foreach ((string name, Action<Channel> change) in Flags())
        {
            Channel channel = signed.Copy();
            change(channel);
            yield return (name, channel);
        }

        Channel spliced = signed.Copy();
        new FundingAdded(Funding("b")).ApplyTo(spliced);
        new FundingAdded(new Funding(WireSample.Bytes("txid c", 32), 65535, ulong.MaxValue, WireSample.Bytes("funding key c", 33))).ApplyTo(spliced);
        yield return ("three-fundings", spliced.Copy());
        for (int i = 0; i < 3; i++)
        {
            Channel bound = spliced.Copy();
            new FundingBound(i, WireSample.Bytes("account", Holdfast.Channels.Funding.AccountBytes)).ApplyTo(bound);
            yield return ("account" + i, bound);
        }

        new FundingBound(1, null).ApplyTo(spliced);
        new CounterpartyCommitmentSigned(1, 1, Point("point1"), Signed("content on b", true), 0, false).ApplyTo(spliced);
        new HolderCommitmentValidated(1, 1, Held("held on b", true), 0).ApplyTo(spliced);
        new OutpointLocked(1).ApplyTo(spliced);
        yield return ("retired", spliced);

        Channel replaced = New();
        replaced.AbandonedPrefixes = [1, 0xfedcba98];
        yield return ("abandoned", replaced);
    }

    private static IEnumerable<(string Name, Action<Channel> Change)> Flags()
    {
        yield return ("locked", channel => channel.IsFundingLocked = true);
        yield return ("current-signed", channel => channel.IsCurrentSigned = true);
        yield return ("pending-signed", channel => channel.IsPendingSigned = true);
        yield return ("closed", channel => channel.IsMutualCloseSigned = true);
        yield return ("forgotten", channel => channel.IsForgotten = true);
    }

    private static Channel New() => new(
        new ChannelTerms(WireSample.Bytes("peer", 33), 0x0102030405060708, true, ChannelType.AnchorsZeroFeeHtlc, 258, 772, 0x1112131415161718,
            WireSample.Bytes("script", 22), Basepoints()),
        Funding("a"));

    private static Basepoints Basepoints()
        => new(WireSample.Bytes("revocation", 33), WireSample.Bytes("payment", 33), WireSample.Bytes("htlc", 33), WireSample.Bytes("delayed", 33));

    private static Funding Funding(string name) => new(WireSample.Bytes("txid " + name, 32), 258, 1000000, WireSample.Bytes("funding key", 33));

    private static SignedCommitment Signed(string name, bool hasHtlcs) => new(Digest(name), 0x0102030405, hasHtlcs);

    private static HeldCommitment Held(string name, bool hasHtlcs) => new(WireSample.Bytes(name, 32), 0x0708090a0b, hasHtlcs);

    private static byte[] Point(string name) => WireSample.Bytes(name, Channel.PointDigestBytes);

    private static byte[] Digest(string name) => WireSample.Bytes(name, SignedCommitment.DigestBytes);

    private static string[] TermsWords(Channel channel)
    {
        ChannelTerms terms = channel.Terms;
        Basepoints points = terms.CounterpartyBasepoints;
        return
        [
            "peer=" + Word(terms.Peer), "dbid=" + terms.Dbid, "isOutbound=" + Word(terms.IsOutbound), "channelType=" + (int)terms.Type,
            "holderDelayBlocks=" + terms.HolderDelayBlocks, "counterpartyDelayBlocks=" + terms.CounterpartyDelayBlocks, "pushMsat=" + terms.PushMsat,
            "holderShutdownScript=" + Word(terms.HolderShutdownScript), "revocation=" + Word(points.Revocation), "payment=" + Word(points.Payment),
            "htlc=" + Word(points.Htlc), "delayed=" + Word(points.Delayed), $"abandoned=[{string.Join(',', channel.AbandonedPrefixes)}]",
            $"fundings=[{string.Join(',', channel.Fundings.Select(f => $"{{txid={Word(f.Txid)},vout={f.Vout},valueSat={f.ValueSat},key={Word(f.CounterpartyFundingKey)}}}"))}]",
        ];
    }

    private static string[] RecordWords(Channel channel) =>
    [
        "isFundingLocked=" + Word(channel.IsFundingLocked), "isCurrentSigned=" + Word(channel.IsCurrentSigned), "isPendingSigned=" + Word(channel.IsPendingSigned),
        "isMutualCloseSigned=" + Word(channel.IsMutualCloseSigned), "isForgotten=" + Word(channel.IsForgotten), "signedCount=" + channel.SignedCount,
        "counterpartyRevokedCount=" + channel.CounterpartyRevokedCount, "holderRevokedCount=" + channel.HolderRevokedCount,
        "book=" + Word(channel.Incoming), "backups=" + Backups(channel), "payments=" + Word(channel.PaymentsDigest), "pointDigest=" + Word(channel.PointDigest), "previousPointDigest=" + Word(channel.PreviousPointDigest), "revocationPrefixes=" + Word(channel.Revocations.Prefixes),
        $"fundings=[{string.Join(',', channel.Fundings.Select(Word))}]",
    ];

    private static string Backups(Channel channel) => !channel.CountsBackups
        ? "-"
        : $"{channel.Unacknowledged + channel.Fundings.Select((funding, i) => funding.CountsBackups ? 32 << i : 0).Sum():x2}";

    private static string Word(IncomingBook? book) => book == null ? "-" : $"{book.Signed:x10}{book.Added:x10}{book.Announced:x10}";

    private static string Word(Funding funding)
        => $"{{isBound={Word(funding.IsBound)},isRetired={Word(funding.IsRetired)},account={Word(funding.Account)},"
            + $"counterparty={(funding.Counterparty is { } c ? $"{Word(c.Digest)}:{c.HolderSat}:{Word(c.HasHtlcs)}" : "-")},"
            + $"current={Word(funding.HolderCurrent)},pending={Word(funding.HolderPending)}}}";

    private static string Word(HeldCommitment? held) => held == null ? "-" : $"{Word(held.Sighash)}:{held.HolderSat}:{Word(held.HasHtlcs)}";

    private static string Word(bool flag) => flag ? "1" : "0";

    private static string Word(byte[]? bytes) => bytes == null ? "-" : bytes.Length == 0 ? "empty" : Hex.Text(bytes);
}
