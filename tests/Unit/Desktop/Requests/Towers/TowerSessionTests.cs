using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Session keys, the handshake, and sessions as towers open and delete them.</summary>
[TestClass]
public class TowerSessionTests
{
    [TestMethod]
    public void TheSequenceOfReservations()
    {
        // Same, same, new after creation, same, forced = +1000; two towers and two kinds share one counter.
        TestDevice device = TestDevice.Ready(0x11);
        TestTower first = new TestTower(device, 0x31);
        TestTower second = new TestTower(device, 0x32);
        ReserveTowerKeyReply reserved = first.Reserve(6, false);
        Assert.AreEqual(1u, reserved.Index);
        Assert.AreEqual(0, device.CommitsOf(first.Reservation(6, false)));
        Assert.AreEqual(Hex.Text(reserved.SessionKey), Hex.Text(first.Reserve(6, false).SessionKey));
        Assert.AreEqual(2u, first.Reserve(2, false).Index);
        Assert.AreEqual(3u, second.Reserve(6, false).Index);
        Assert.AreEqual(1u, first.Open(0, 6));
        Assert.AreEqual(4u, first.Reserve(6, false).Index);
        device.Restart();
        Assert.AreEqual(4u, first.Reserve(6, false).Index);
        Assert.AreEqual(1004u, first.Reserve(6, true).Index);
        Assert.AreEqual(1004u, first.Reserve(6, false).Index);
        Assert.AreEqual(1, device.CommitsOf(second.Reservation(2, false)));
        Assert.AreEqual(1005u, second.Reserve(2, false).Index);
    }

    [TestMethod]
    public void OnlyBackupsThatTheDeviceKnowsAreReserved()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        int[] others = { 0, 1, 3, 4, 7, 8, 10, 26, 0xffff };
        for (int i = 0; i < others.Length; i++)
        {
            device.Refuses("holdfast-tower-blob-type", tower.Reservation((ushort)others[i], false));
            device.Refuses("holdfast-tower-blob-type", tower.Reservation((ushort)others[i], true));
        }

        ReserveTowerKey request = new ReserveTowerKey();
        request.Tower = TestDevice.Fill(33, 5);
        request.BlobType = 6;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, request.Encode());
    }

    [TestMethod]
    public void AKeySpeaksToItsOwnTowerOnly()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        TestTower other = new TestTower(device, 0x32);
        uint index = tower.Reserve(6, false).Index;
        uint others = other.Reserve(6, false).Index;
        device.Refuses("holdfast-tower-index-reserved", other.Connection(0, index));
        device.Refuses("holdfast-tower-index-reserved", tower.Connection(0, others));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownTowerKey, tower.Connection(0, others + 1));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownTowerKey, tower.Connection(0, 0));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, tower.Connection(4, index));
        tower.Connect(3, index);
        Assert.AreEqual(Hex.Text(tower.Reserve(6, false).SessionKey), Hex.Text(tower.Caller));
    }

    [TestMethod]
    public void WhoCannotFinishTheHandshakeHearsNothing()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        FinishTower finish = new FinishTower();
        finish.Act = new byte[50];
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, finish.Encode());
        for (int bit = 0; bit < 400; bit += 13)
        {
            byte[] act = tower.ActTwo(ConnectTowerReply.Decode(device.Body(tower.Connection(0, index))).Act);
            act[bit / 8] ^= (byte)(1 << (bit % 8));
            finish.Act = act;
            FinishTowerReply finished = FinishTowerReply.Decode(device.Body(finish.Encode()));
            Assert.IsTrue(!finished.IsConnected && finished.Bytes.Length == 0);
            device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, finish.Encode());
            device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Received(0, new byte[18]));
            device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Creation(0).Encode());
        }
    }

    [TestMethod]
    public void OurInitSaysWhatTheSessionNeeds()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        string chain = Hex.Text(ChainHash.Of(Network.Regtest));
        Assert.AreEqual("0258000105" + chain, Hex.Text(tower.Shake(0, tower.Reserve(6, false).Index)));
        Assert.AreEqual("0258000101" + chain, Hex.Text(tower.Shake(0, tower.Reserve(2, false).Index)));
        uint open = tower.Open(0, 6);
        Assert.AreEqual("0258000101" + chain, Hex.Text(tower.Shake(0, open)));
    }

    [TestMethod]
    public void ATowerOfAnotherChainOrWithAnUnknownFeatureIsLeft()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        string regtest = Hex.Text(ChainHash.Of(Network.Regtest));
        Ends(device, tower, index, "025800010a" + Hex.Text(ChainHash.Of(Network.Bitcoin)), TowerVerdict.WrongChain);
        Ends(device, tower, index, "0258000140" + regtest, TowerVerdict.UnknownFeature);
        Ends(device, tower, index, "025b0000000000", TowerVerdict.Unexpected);
        Ends(device, tower, index, "0259002800", TowerVerdict.Unexpected);
        Ends(device, tower, index, "025a00060400000000000000000000000000000009c4", TowerVerdict.BadMessage);
        Ends(device, tower, index, "025800010a" + regtest + "00", TowerVerdict.BadMessage);
        Ends(device, tower, index, "", TowerVerdict.BadMessage);
        Assert.AreEqual(index, tower.Open(0, 6));
    }

    [TestMethod]
    public void BytesThatTheTowerDidNotSealEndTheConnection()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        tower.Shake(0, index);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestTower.Received(0, new byte[17]));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, TestTower.Received(0, new byte[19]));
        Assert.IsTrue(Receive(device, new byte[18]).Verdict == TowerVerdict.BadRecord);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Received(0, new byte[18]));

        tower.Shake(0, index);
        Assert.IsTrue(Receive(device, tower.SealedLength(TowerReply.BytesMax + 1)).Verdict == TowerVerdict.BadRecord);

        tower.Shake(0, index);
        Assert.AreEqual(5 + 16, (int)Receive(device, tower.SealedLength(5)).NeededBytes);
        Assert.IsTrue(Receive(device, new byte[21]).Verdict == TowerVerdict.BadRecord);
    }

    [TestMethod]
    public void ASessionIsOnFlashWhenTheHostHearsOfIt()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        tower.Connect(0, index);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Received(0, new byte[18]));
        byte[] asked = tower.Hears(CreateTowerSessionReply.Decode(device.Body(TestTower.Creation(0).Encode())).Bytes);
        Assert.AreEqual("025a00060400000000000000000000000000000009c4", Hex.Text(asked));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Creation(0).Encode());
        Assert.AreEqual(0, Book(device).Sessions.Length);
        tower.Says(0, Hex.Bytes("025b0000000000"));
        device.Restart();
        ReadTowerBookReply book = Book(device);
        Assert.IsTrue(book.Sessions.Length == 1 && book.Reservations.Length == 0 && book.LastIndex == index);
        TowerSessionFields session = book.Sessions[0];
        Assert.IsTrue(session.Index == index && session.BlobType == 6 && session.MaxUpdates == 1024 && session.FeeratePerKw == 2500);
        Assert.IsTrue(session.SweepKeyIndex == 7 && !session.IsTaproot && session.OpenChannels == 0 && Check.Same(session.Tower, tower.Point));

        // Opened once.
        tower.Connect(0, index);
        device.Refuses("holdfast-tower-session-open", TestTower.Creation(0).Encode());
    }

    [TestMethod]
    public void ATowerThatDoesNotWantLeavesTheReservation()
    {
        // Whatever happens before the tower's yes, the index stays the same; a used key is burnt by the host's word alone.
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        string[] answers = { "025b003c000100", "025b0040000000", "025b0028000000", "0259003200" };
        for (int i = 0; i < answers.Length; i++)
        {
            tower.Connect(0, index);
            device.Body(TestTower.Creation(0).Encode());
            ReceiveTowerReply said = tower.Says(0, Hex.Bytes(answers[i]));
            Assert.IsTrue(said.Verdict == TowerVerdict.Message && said.Code != 0);
            device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Creation(0).Encode());
            Assert.AreEqual(index, tower.Reserve(6, false).Index);
        }

        // Asked, and the power goes before the answer.
        tower.Connect(0, index);
        device.Body(TestTower.Creation(0).Encode());
        device.Restart();
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Received(0, new byte[18]));
        Assert.AreEqual(index, tower.Open(0, 6));
        Assert.AreEqual(1, Book(device).Sessions.Length);
    }

    [TestMethod]
    public void AReplyForAKeyThatWasGivenUpOpensNothing()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        tower.Connect(0, index);
        device.Body(TestTower.Creation(0).Encode());
        tower.Reserve(6, true);
        tower.Says(0, Hex.Bytes("025b0000000000"));
        Assert.IsTrue(Book(device).Sessions.Length == 0 && Book(device).Reservations[0].Index == index + 1000);
    }

    [TestMethod]
    public void TheFeeOfASessionIsWithinTheLimit()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        tower.Connect(0, tower.Reserve(6, false).Index);
        CreateTowerSession creation = TestTower.Creation(0);
        uint[] bad = { 0, 252, 125001, uint.MaxValue };
        for (int i = 0; i < bad.Length; i++)
        {
            creation.FeeratePerKw = bad[i];
            device.Refuses("holdfast-tower-fee", creation.Encode());
        }

        creation.FeeratePerKw = 2500;
        creation.MaxUpdates = 0;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, creation.Encode());
        creation.MaxUpdates = 1;
        creation.SweepKeyIndex = 0x80000000;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, creation.Encode());
        creation.SweepKeyIndex = 1000001;
        device.Refuses("policy-onchain-wallet-path-predictable", creation.Encode());
        creation.SweepKeyIndex = 1000000;
        creation.FeeratePerKw = 125000;
        device.Body(creation.Encode());
    }

    [TestMethod]
    public void AnEmptySessionIsDeletedAndAForgottenKeyNeverComesBack()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Open(0, 6);
        tower.Connect(0, index);
        DeleteTowerSession delete = new DeleteTowerSession();
        Assert.AreEqual("025e", Hex.Text(tower.Hears(DeleteTowerSessionReply.Decode(device.Body(delete.Encode())).Bytes)));
        tower.Says(0, Hex.Bytes("025f0050"));
        Assert.AreEqual(0, Book(device).Sessions.Length);
        Assert.AreEqual(index + 1, tower.Reserve(6, false).Index);

        ForgetTowerKey forget = new ForgetTowerKey();
        forget.Index = index + 1;
        Assert.AreEqual(1, device.CommitsOf(forget.Encode()));
        Assert.AreEqual(0, device.CommitsOf(forget.Encode()));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownTowerKey, tower.Connection(0, index + 1));
        Assert.AreEqual(index + 2, tower.Reserve(6, false).Index);
    }

    [TestMethod]
    public void AFullBookIsSaidAndForgettingMakesRoom()
    {
        TestDevice device = TestDevice.Ready(0x11);
        byte secret = 1;
        while (new TestTower(device, secret).Reserve(6, false).Index < 11)
        {
            secret++;
        }

        // 480 bytes: 9 in front, and 40 for each tower with one reservation.
        TestTower more = new TestTower(device, 0x41);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.TowersFull, more.Reservation(6, false));
        Assert.AreEqual(1u, new TestTower(device, 1).Reserve(6, false).Index);
        ForgetTowerKey forget = new ForgetTowerKey();
        forget.Index = 1;
        device.Body(forget.Encode());
        Assert.AreEqual(12u, more.Reserve(6, false).Index);

        // A session takes more room than its reservation: that is said before the tower is asked.
        for (byte i = 2; i < 6; i++)
        {
            new TestTower(device, i).Reserve(2, false);
        }

        more.Connect(0, 12);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.TowersFull, TestTower.Creation(0).Encode());
    }

    [TestMethod]
    public void ThereAreFourLinks()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        uint index = tower.Reserve(6, false).Index;
        byte[][] requests =
        [
            new ConnectTower { Link = 4, Tower = tower.Point, Index = index }.Encode(), new FinishTower { Link = 4, Act = new byte[50] }.Encode(),
            new ReceiveTower { Link = 4, Bytes = new byte[18] }.Encode(), new CreateTowerSession { Link = 255 }.Encode(),
            new UpdateTower { Link = 4, ChannelId = new byte[16], Hint = new byte[16], Blob = [], Seal = new byte[16] }.Encode(),
            new DeleteTowerSession { Link = 4 }.Encode(),
        ];
        foreach (byte[] request in requests)
        {
            device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request);
        }

        // Each has a connection of its own, and the one that comes later on a link takes the place of the other.
        TestTower other = new TestTower(device, 0x32);
        tower.Shake(0, index);
        other.Shake(3, other.Reserve(6, false).Index);
        Assert.AreEqual(5 + 16, (int)Receive(device, tower.SealedLength(5)).NeededBytes);
        device.Body(other.Connection(0, other.Reserve(6, false).Index));
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Received(0, new byte[21]));
    }

    [TestMethod]
    public void AnotherSessionOfAHostEndsEveryConnection()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new TestTower(device, 0x31);
        tower.Connect(0, tower.Reserve(6, false).Index);
        device.Unlock(null!);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Creation(0).Encode());
    }

    private static ReadTowerBookReply Book(TestDevice device)
    {
        return ReadTowerBookReply.Decode(device.Body(new ReadTowerBook().Encode()));
    }

    private static ReceiveTowerReply Receive(TestDevice device, byte[] bytes)
    {
        return ReceiveTowerReply.Decode(device.Body(TestTower.Received(0, bytes)));
    }

    private static void Ends(TestDevice device, TestTower tower, uint index, string message, TowerVerdict verdict)
    {
        tower.Shake(0, index);
        ReceiveTowerReply said = tower.Says(0, Hex.Bytes(message));
        Assert.AreEqual((int)verdict, (int)said.Verdict);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Creation(0).Encode());
    }
}
