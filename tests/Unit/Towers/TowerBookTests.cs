using Holdfast.Bytes;
using Holdfast.Towers;
using Holdfast.Towers.Facts;
using Holdfast.Unit.Protocol;

namespace Holdfast.Unit.Towers;

/// <summary>The book of towers: what each fact does to it, and its bytes.</summary>
[TestClass]
public class TowerBookTests
{
    private const int SlotCount = 20;

    [TestMethod]
    public void AnIndexIsGivenOutOnce()
    {
        TowerBook book = new TowerBook();
        Reserve(book, 1, 6, 1);
        Reserve(book, 2, 6, 2);
        Reserve(book, 1, 2, 3);
        Expect.Throws(typeof(FaultException), () => Reserve(book, 3, 6, 3));
        Expect.Throws(typeof(FaultException), () => Reserve(book, 3, 6, 0x80000000));
        Assert.AreEqual(3, book.Reservations.Length);
        Assert.IsTrue(book.ReservationFor(Tower(1), 6).Index == 1 && book.ReservationFor(Tower(1), 2).Index == 3 && book.ReservationFor(Tower(2), 2) == null);
        Assert.IsTrue(book.NextIndex(false) == 4 && book.NextIndex(true) == 1003);

        // Forced: in place of the one before.
        Reserve(book, 1, 6, 1003);
        Assert.AreEqual(3, book.Reservations.Length);
        Assert.IsTrue(book.ReservationFor(Tower(1), 6).Index == 1003 && book.ReservationOf(1) == null);
    }

    [TestMethod]
    public void AnOpenSessionEndsItsReservation()
    {
        TowerBook book = new TowerBook();
        Reserve(book, 1, 6, 1);
        Open(book, 1, 6, 1);
        Assert.IsTrue(book.ReservationOf(1) == null && book.SessionOf(1).MaxUpdates == 1024);
        Expect.Throws(typeof(FaultException), () => Open(book, 1, 6, 1));
        Reserve(book, 1, 6, 2);
        new TowerKeyForgotten(1).ApplyTo(book);
        Assert.IsTrue(book.SessionOf(1) == null && book.ReservationOf(2) != null && book.LastIndex == 2);
        new TowerKeyForgotten(2).ApplyTo(book);
        Assert.IsTrue(book.ReservationOf(2) == null && book.LastIndex == 2);
    }

    [TestMethod]
    public void ACopyIsNotTouched()
    {
        TowerBook book = new TowerBook();
        Reserve(book, 1, 6, 1);
        Open(book, 1, 6, 1);
        byte[] before = TowerBookCodec.Encode(book, SlotCount);
        TowerBook copy = book.Copy();
        new TowerSessionCovers(1, 19).ApplyTo(copy);
        new TowerTrusted(Tower(9), true).ApplyTo(copy);
        new ExposureBounded(2).ApplyTo(copy);
        Reserve(copy, 2, 2, 2);
        Assert.AreEqual(Hex.Text(before), Hex.Text(TowerBookCodec.Encode(book, SlotCount)));
        Assert.IsTrue(copy.SessionOf(1).Covers(19) && !copy.SessionOf(1).Covers(18) && !book.SessionOf(1).Covers(19));
    }

    [TestMethod]
    public void ItsBytesComeBack()
    {
        byte[] bytes = Full();
        Assert.AreEqual(Hex.Text(bytes), Hex.Text(TowerBookCodec.Encode(TowerBookCodec.Decode(bytes, SlotCount), SlotCount)));
        TowerBook book = TowerBookCodec.Decode(bytes, SlotCount);
        Assert.IsTrue(book.IsTrusted(Tower(2)) && !book.IsTrusted(Tower(1)) && book.ExposureMax == 3 && book.LastIndex == 4);
        Assert.IsTrue(book.SessionOf(1).Covers(8) && book.SessionOf(1).IsTaproot && book.SessionOf(1).SweepKeyIndex == 77 && book.SessionOf(1).FeeratePerKw == 2500);
        new TowerTrusted(Tower(2), false).ApplyTo(book);
        Assert.AreEqual(2, TowerBookCodec.TowersOf(book).Length);
        new TowerKeyForgotten(4).ApplyTo(book);
        Assert.AreEqual(1, TowerBookCodec.TowersOf(book).Length);
    }

    [TestMethod]
    public void NoOtherBytesAreABook()
    {
        byte[] bytes = Full();
        Sample.PrefixesAndTails(bytes, 0, reader => TowerBookCodec.Decode(reader.Rest(), SlotCount));
        Malformed(bytes, 0, 2);
        Malformed(bytes, 1, 0x80);
        Malformed(bytes, 5, 17);
        Malformed(bytes, 7 + 33, 2);

        // A reservation of a tower that does not stand there, of an unknown kind, and with an index that was never given out.
        int reservations = 7 + 2 * 34;
        Assert.AreEqual(1, (int)bytes[reservations]);
        Malformed(bytes, reservations + 1, 2);
        Malformed(bytes, reservations + 2, 3);
        Malformed(bytes, reservations + 6, 5);
        Malformed(bytes, reservations + 6, 0);

        int session = reservations + 1 + 6 + 1;
        Malformed(bytes, session, 2);
        Malformed(bytes, session + 1, 0x8a);
        Malformed(bytes, session + 5, 9);
        Malformed(bytes, session + 12, 0x80);
    }

    private static byte[] Full()
    {
        TowerBook book = new TowerBook();
        Reserve(book, 1, 6, 1);
        Open(book, 1, 6, 1);
        new TowerSessionCovers(1, 8).ApplyTo(book);
        Reserve(book, 1, 2, 2);
        Open(book, 1, 2, 2);
        Reserve(book, 2, 6, 4);
        new TowerTrusted(Tower(2), true).ApplyTo(book);
        new ExposureBounded(3).ApplyTo(book);
        return TowerBookCodec.Encode(book, SlotCount);
    }

    private static void Malformed(byte[] bytes, int at, byte value)
    {
        byte[] changed = new ByteReader(bytes).Rest();
        changed[at] = value;
        Expect.Throws(typeof(MalformedException), () => TowerBookCodec.Decode(changed, SlotCount));
    }

    private static void Reserve(TowerBook book, int tower, int blobType, uint index)
    {
        new TowerSessionReserved(new TowerReservation(Tower(tower), blobType, index)).ApplyTo(book);
    }

    private static void Open(TowerBook book, int tower, int blobType, uint index)
    {
        new TowerSessionOpened(new TowerSession(Tower(tower), blobType, index, 1024, 2500, 77, true, new byte[TowerBookCodec.SetBytes(SlotCount)])).ApplyTo(book);
    }

    private static byte[] Tower(int number)
    {
        return Sample.Bytes(33, number);
    }
}
