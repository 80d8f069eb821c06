using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Secrets;
using Holdfast.Unit.Requests;
using Holdfast.Vault;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/vault-record.txt: promises in record and attachment of their slot, and what follows from an index.</summary>
[TestClass]
public class VaultVectorTests
{
    private const string Name = "vault-record.txt";

    private static readonly byte[] s_secret = TestDevice.Fill(32, 0x11);
    private static readonly byte[] s_volumeId = TestDevice.Fill(16, 1);

    [TestMethod]
    public void TheFileHoldsBooksAndSecrets()
    {
        PinnedFile file = new(Name, "The promises of the vault (FORMAT.md), with their fields by name, and the secrets of some indexes for a raw secret and a volume id.");
        file.Version("promises", 1);
        foreach ((string name, int count, int orders) in new[] { ("none", 0, 0), ("three", 3, 0), ("orders", 3, 2), ("record", 25, 0), ("full", PromiseBook.CountMax, 0), ("most", 14, PromiseBook.OrdersMax), ("moved", PromiseBook.CountMax, 0) })
        {
            PromiseBook book = name == "moved" ? Book(count, orders).Moved(s_volumeId).Moved(s_secret) : Book(count, orders);
            Assert.IsTrue(book.LengthBytes <= PromiseBook.BytesMax - (book.Life == null ? PromiseBook.LifeBytes : 0));
            file.Add("promises", name, PromiseBook.RecordOf(book.Encode()), $"bytes={book.LengthBytes}", $"nextIndex={book.NextIndex}", $"nextOrder={book.NextOrder}", $"orderCount={orders}",
                $"promiseCount={count}", $"orders=[{string.Join(',', book.Orders.Select(Word))}]", $"promises=[{string.Join(',', book.Promises.Select(Word))}]", $"life={Hex.Text(book.Life ?? [])}");
            if (PromiseBook.AttachmentOf(book.Encode()) is { } attachment)
            {
                file.Add("attachment", name, attachment);
            }
        }

        file.Add("input", "secret", s_secret);
        file.Add("input", "volumeId", s_volumeId);
        PromiseSecrets secrets = Secrets();
        foreach (uint index in new[] { 0u, 1u, PromiseBook.IndexEnd - 1 })
        {
            file.Add("preimage", $"index{index}", secrets.Preimage(index), $"paymentHash={Hex.Text(secrets.Hash(index))}", $"paymentSecret={Hex.Text(secrets.PaymentSecret(index))}");
        }

        file.Require();
    }

    /// <summary>By firmware/Secrets/README.md, with .NET's HKDF and HMAC.</summary>
    [TestMethod]
    public void EverySecretIsRecomputed()
    {
        byte[] seed = HKDF.DeriveKey(HashAlgorithmName.SHA256, PinnedFile.Bytes(Name, "input", "secret"), 32, [], Hex.Ascii("holdfast vault"));
        byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, 32, PinnedFile.Bytes(Name, "input", "volumeId"), Hex.Ascii("holdfast promises"));
        List<string[]> lines = [.. PinnedFile.Read(Name).Where(line => line[0] == "preimage")];
        Assert.AreEqual(3, lines.Count);
        foreach (string[] line in lines)
        {
            byte[] index = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(index, uint.Parse(line[1]["index".Length..], CultureInfo.InvariantCulture));
            byte[] preimage = Of(1, index);
            Assert.AreEqual(line[2], Hex.Text(preimage));
            Assert.AreEqual(line[3], "paymentHash=" + Hex.Text(SHA256.HashData(preimage)));
            Assert.AreEqual(line[4], "paymentSecret=" + Hex.Text(Of(2, index)));
        }

        byte[] Of(byte purpose, byte[] index)
        {
            byte[] subject = [purpose, .. index];
            return HMACSHA256.HashData(key, subject);
        }
    }

    [TestMethod]
    public void EveryLineIsReadAndWrittenAgain()
    {
        string[][] lines = [.. PinnedFile.Read(Name)];
        foreach (string[] line in lines.Where(line => line[0] == "promises"))
        {
            byte[] record = VectorFile.Bytes(line[2]);
            byte[]? attachment = lines.FirstOrDefault(other => other[0] == "attachment" && other[1] == line[1]) is { } found ? VectorFile.Bytes(found[2]) : null;
            PromiseBook book = PromiseBook.Decode(record, attachment!);
            Assert.AreEqual(line[2], Hex.Text(PromiseBook.RecordOf(book.Encode())));
            Assert.AreEqual(attachment == null ? null : Hex.Text(attachment), PromiseBook.AttachmentOf(book.Encode()) is { } again ? Hex.Text(again) : null);
            for (int length = 1; length < record.Length; length++)
            {
                Malformed(record[..length], attachment);
            }

            Malformed([.. record, 0], attachment);
            for (int length = 0; length < attachment?.Length; length++)
            {
                Malformed(record, attachment[..length]);
            }

            if (attachment != null)
            {
                Malformed(record, null);
                Malformed(record, [.. attachment, 0]);
                Malformed(record, [2, .. attachment[1..]]);
            }
        }
    }

    [TestMethod]
    public void WhatCannotBeIsMalformed()
    {
        Assert.AreEqual(0, PromiseBook.Decode([], null!).Promises.Length + PromiseBook.Decode(null!, null!).Promises.Length);
        byte[] record = PromiseBook.RecordOf(Book(3, 0).Encode());
        Malformed(With(record, 0, 2), null);
        Malformed(With(record, 2, (byte)(record[2] - 1)), null);
        Malformed(With(record, 3, 0x40), null);
        Malformed(With(record, 10, 0), null);

        // An order that is not there, an index above the next one, the same index twice, more than there can be.
        Malformed(With(record, 13, 0xc0), null);
        Malformed(With(record, 16, 10), null);
        Malformed(With(record, 16 + 16, record[16]), null);
        Malformed(With(record, 12, 55), new byte[1000]);
        Malformed(With(record, 11, 9), new byte[1000]);

        // An order without a number, one from the future, flags that nobody knows, the same order twice, a later one before an earlier one; a promise with an order
        // of the future, and of none.
        record = PromiseBook.RecordOf(Book(3, 2).Encode());
        const int first = 13;
        const int second = first + 76;
        Malformed(With(record, first + 3, 0), null);
        Malformed(With(record, first + 3, 9), null);
        Malformed(With(record, first + 67, 8), null);
        Malformed(With(record, second + 3, record[first + 3]), null);
        Malformed(With(With(record, first + 3, record[second + 3]), second + 3, record[first + 3]), null);
        int withOrder = second + 76 + 16;
        Assert.AreEqual(0xc0, record[withOrder] & 0xc0);
        Malformed(With(record, withOrder + 19, 9), null);
        Malformed(With(record, withOrder + 19, 0), null);
        record = PromiseBook.RecordOf(Book(3, 0).Encode());

        // An attachment that is older than a record which has everything is not read.
        Assert.AreEqual(3, PromiseBook.Decode(record, [9]).Promises.Length);
    }

    [TestMethod]
    public void NoOtherBranchHasTheKey()
    {
        SoftwareHmac hmac = new();
        KeyTree tree = new(Secp256k1.Software(), hmac, s_secret, false);
        string key = Hex.Text(tree.VaultKey(s_volumeId));
        Assert.AreNotEqual(key, Hex.Text(tree.VaultKey(TestDevice.Fill(16, 2))));
        PromiseSecrets secrets = Secrets();
        string[] known = [key, Hex.Text(secrets.Preimage(0)), Hex.Text(tree.JournalKey())];
        foreach (byte[] info in new byte[][] { [], Hex.Ascii("holdfast vault"), Hex.Ascii("holdfast promises"), TestDevice.Fill(16, 1), [1, 0, 0, 0, 0], [2, 0, 0, 0, 0] })
        {
            CollectionAssert.DoesNotContain(known, Hex.Text(tree.DeriveSecret(info)));
        }

        Assert.AreNotEqual(Hex.Text(secrets.Preimage(0)), Hex.Text(secrets.PaymentSecret(0)));
        secrets.Wipe();
        Assert.AreNotEqual(known[1], Hex.Text(secrets.Preimage(0)));
    }

    private static PromiseSecrets Secrets()
    {
        SoftwareHmac hmac = new();
        return new(hmac, new KeyTree(Secp256k1.Software(), hmac, s_secret, false).VaultKey(s_volumeId));
    }

    private static PromiseBook Book(int count, int orders)
    {
        PromiseBook book = new([], 7, [], 5, null!);
        for (uint i = 0; i < orders; i++)
        {
            bool isTaken = i % 3 == 1;
            book = book.With(new JitOrder
            {
                Lsp = WireSample.Bytes("lsp " + i, 33),
                Scid = BinaryPrimitives.ReadUInt64BigEndian(WireSample.Bytes("scid " + i, 8)),
                CltvDelta = (ushort)(144 + i),
                MinFeeMsat = Promise.AmountEnd - 1 - i,
                Ppm = uint.MaxValue - i,
                IsFixed = i % 2 == 0,
                SizeMsat = Promise.AmountEnd - 11 - i,
                ValidUntil = 1_900_000_000 + i,
                TrustsLsp = i % 4 == 0,
                IsTaken = isTaken,
                TakenMsat = isTaken ? 1UL << 47 : 0,
                OldSlots = isTaken ? 0 : ulong.MaxValue - i,
            });
        }

        for (uint i = 0; i < count; i++)
        {
            PromiseKind kind = orders > 0 && i % 3 == 1 ? PromiseKind.Promised : (PromiseKind)(i % 3);
            bool isReleased = kind == PromiseKind.Released;
            book = book.With(new Promise(book.NextIndex, kind, i == 0 ? 0 : Promise.AmountEnd - i, isReleased ? 0 : 1_800_000_000 + i, (ushort)(isReleased ? 0 : 18 + i),
                orders > 0 && i % 3 == 1 ? 5 + (i % (uint)orders) : 0, isReleased ? WireSample.Bytes("set " + i, Promise.SetBytes) : null!, null!));
        }

        return book;
    }

    private static string Word(Promise promise) =>
        $"{promise.Index}:{promise.Kind}:{promise.AmountMsat}:{(promise.Set == null ? $"{promise.ExpiresAt}:{promise.FinalDelta}" : Hex.Text(promise.Set))}{(promise.Order == 0 ? "" : $":{promise.Order}")}";

    private static string Word(JitOrder order) =>
        $"{order.Number}:{order.CltvDelta}:{order.MinFeeMsat}:{order.Ppm}:{order.SizeMsat}:{order.ValidUntil}:{(order.IsFixed ? "fixed" : "any")}:{(order.TrustsLsp ? "trusted" : "-")}:{(order.IsTaken ? $"taken:{order.TakenMsat}" : $"{order.OldSlots}")}";

    private static byte[] With(byte[] record, int at, byte value)
    {
        byte[] changed = [.. record];
        changed[at] = value;
        return changed;
    }

    private static void Malformed(byte[] record, byte[]? attachment) => Expect.Throws(typeof(MalformedException), () => PromiseBook.Decode(record, attachment!));
}
