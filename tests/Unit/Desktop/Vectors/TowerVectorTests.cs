using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.Towers;
using Holdfast.Towers.Facts;
using Holdfast.Unit.Journal;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/tower-book.txt: the attachment of slot 0, and the MACs that go to the host and come back.</summary>
[TestClass]
public class TowerVectorTests
{
    private const string Name = "tower-book.txt";

    private static readonly byte[] s_channelId = WireSample.Bytes("channel", 16);
    private static readonly byte[] s_txid = WireSample.Bytes("txid", 32);
    private static readonly byte[] s_point = WireSample.Bytes("point", 33);
    private static readonly byte[] s_plain = WireSample.Bytes("plain", 274);
    private static readonly byte[] s_hint = WireSample.Bytes("hint", 16);
    private static readonly byte[] s_blob = WireSample.Bytes("blob", 314);

    // What FORMAT.md says that the MACs are over, after the purpose.
    private static readonly byte[] s_place = [.. s_channelId, 1, 2, 3, 4, 0, 0, 0, 5, 6, 7, 8, 9];
    private static readonly byte[] s_ticket = [.. s_txid, 1, 2, 0, 0, 0, 0x11, 0x12, 0x13, 0x14, 0x15, .. s_point];
    private static readonly byte[] s_nonce = [0, 0, 0, 7, .. s_plain];
    private static readonly byte[] s_seal = [0, 0, 0, 7, .. s_hint, .. s_blob];

    [TestMethod]
    public void TheFileHoldsBooksAndMacs()
    {
        PinnedFile file = new(Name, "The book of watchtowers (FORMAT.md), for a volume of 20 slots, and what the device authenticates for a state: ticket, nonce, seal.");
        file.Version("towers", TowerBookCodec.Encode(new TowerBook(), 20)[0]);
        foreach ((string name, TowerBook book) in Books())
        {
            file.Add("towers", name, TowerBookCodec.Encode(book, 20), "lastIndex=" + book.LastIndex, "exposureMax=" + book.ExposureMax, "trusted=" + book.Trusted.Length,
                $"reservations=[{string.Join(',', book.Reservations.Select(one => one.Index))}]", $"sessions=[{string.Join(',', book.Sessions.Select(one => one.Index))}]");
        }

        SoftwareHmac hmac = new();
        Secp256k1 curve = Secp256k1.Software();
        KeyTree tree = new(curve, hmac, WireSample.Bytes("seed", 32), false);
        FlashJournal journal = FlashJournal.Format(new MemoryStorage(), hmac, tree.JournalKey(), WireSample.Bytes("volume", 16), 3);
        SignerContext signer = new(curve, hmac, tree, journal, Network.Regtest, new Limits(false, 74), null, null);
        TowerState state = new(s_channelId, 0x01020304, 0x0506070809);
        file.Version("mac", 2);
        file.Add("input", "journalKey", tree.JournalKey());
        file.Add("input", "volumeId", journal.VolumeId);
        file.Add("input", "place", s_place, "channelId=" + Hex.Text(s_channelId), "fundingPrefix=" + state.FundingPrefix, "number=" + state.Number);
        file.Add("input", "ticket", s_ticket, "txid=" + Hex.Text(s_txid), "vout=258", "sat=" + 0x1112131415, "point=" + Hex.Text(s_point));
        file.Add("input", "nonce", s_nonce, "index=7", "plain=" + Hex.Text(s_plain));
        file.Add("input", "seal", s_seal, "index=7", "hint=" + Hex.Text(s_hint), "blob=" + Hex.Text(s_blob));
        file.Add("mac", "ticket", signer.Towers.Ticket(state, s_txid, 258, 0x1112131415, s_point));
        file.Add("mac", "nonce", signer.Towers.Nonce(7, state, s_plain));
        file.Add("mac", "seal", signer.Towers.Seal(7, state, s_hint, s_blob));
        file.Require();
    }

    [TestMethod]
    public void EveryBookIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "towers"))
        {
            Assert.AreEqual(line[2], Hex.Text(TowerBookCodec.Encode(TowerBookCodec.Decode(VectorFile.Bytes(line[2]), 20), 20)));
        }
    }

    /// <summary>By FORMAT.md, with .NET's HMAC.</summary>
    [TestMethod]
    public void EveryMacIsRecomputed()
    {
        byte[] label = [.. Encoding.ASCII.GetBytes("holdfast towers"), .. PinnedFile.Bytes(Name, "input", "volumeId")];
        byte[] key = HMACSHA256.HashData(PinnedFile.Bytes(Name, "input", "journalKey"), label);
        Check(1, "ticket", 16);
        Check(2, "nonce", 24);
        Check(3, "seal", 16);

        void Check(byte purpose, string name, int length)
        {
            byte[] subject = [purpose, .. PinnedFile.Bytes(Name, "input", "place"), .. PinnedFile.Bytes(Name, "input", name)];
            Assert.AreEqual(Hex.Text(PinnedFile.Bytes(Name, "mac", name)), Hex.Text(HMACSHA256.HashData(key, subject)[..length]), name);
        }
    }

    private static IEnumerable<(string Name, TowerBook Book)> Books()
    {
        yield return ("empty", new TowerBook());
        TowerBook book = new();
        new TowerSessionReserved(new TowerReservation(WireSample.Bytes("tower a", 33), BlobTypes.Anchors, 1)).ApplyTo(book);
        yield return ("reserved", book.Copy());
        new TowerSessionOpened(new TowerSession(WireSample.Bytes("tower a", 33), BlobTypes.Anchors, 1, 1024, 2500, 7, true, new byte[3])).ApplyTo(book);
        new TowerSessionCovers(1, 9).ApplyTo(book);
        yield return ("open", book.Copy());
        new TowerSessionReserved(new TowerReservation(WireSample.Bytes("tower b", 33), BlobTypes.Legacy, 1001)).ApplyTo(book);
        new TowerTrusted(WireSample.Bytes("tower b", 33), true).ApplyTo(book);
        new ExposureBounded(2).ApplyTo(book);
        yield return ("trusted", book);
    }
}
