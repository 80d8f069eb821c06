using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>
/// A backup is right, made for a revoked state of this channel only, and the tower gets nothing else. The commitment, the scripts and the transaction are
/// built by the test; the signature is verified under the key in the script.
/// </summary>
[TestClass]
public class TowerBackupTests
{
    [TestMethod]
    public void ATicketSaysWhatWasSigned()
    {
        TestPair pair = TestPair.Locked();
        TestTower tower = new(pair.Ours, 0x31);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTicket, TicketOf(pair, 0));
        tower.Open(0, 6);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTicket, TicketOf(pair, 0));
        for (ulong number = 0; number < 5; number++)
        {
            pair.Advance(number, pair.Content(0));
        }

        for (ulong number = 2; number <= 5; number++)
        {
            CommitmentTransaction commitment = AccountTests.Commitment(pair, false, number);
            GetStateTicketReply ticket = Ticket(pair, number);
            Assert.AreEqual(Hex.Text(commitment.Txid()), Hex.Text(ticket.Txid));
            Assert.AreEqual(300000UL, ticket.Sat);
            Assert.AreEqual(commitment.ToBroadcasterVout, (int)ticket.Vout);
            Assert.AreEqual(0, (int)ticket.Unacknowledged);
        }

        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTicket, TicketOf(pair, 1));
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTicket, TicketOf(pair, 6));

        // The same content again is the same signature, and the same ticket.
        string before = Hex.Text(Ticket(pair, 5).Ticket);
        pair.Ours.Restart();
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTicket, TicketOf(pair, 5));
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Sign(true, 1, 5, pair.Content(0)).Encode()));
        Assert.AreEqual(before, Hex.Text(Ticket(pair, 5).Ticket));
    }

    [TestMethod]
    [DataRow(2, 6, false)]
    [DataRow(2, 6, true)]
    [DataRow(0, 2, false)]
    [DataRow(0, 2, true)]
    public void ABackupIsWhatATowerNeeds(int channelType, int blobType, bool isTaproot)
    {
        TestPair pair = Opened(channelType);
        TestTower tower = new(pair.Ours, 0x31);
        uint index = Open(pair, tower, (ushort)blobType, isTaproot);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        MakeTowerBackup request = Request(pair, index, 1);
        Assert.AreEqual(0, pair.Ours.CommitsOf(request.Encode()));
        MakeTowerBackupReply backup = Backup(pair, request);
        pair.Ours.Restart();
        Assert.AreEqual(Hex.Text(backup.Encode()), Hex.Text(Backup(pair, request).Encode()));

        Assert.IsFalse(backup.IsNeedless);
        Assert.AreEqual(Hex.Text(Sha256.Hash(request.Txid)[..16]), Hex.Text(backup.Hint));
        byte[] plain = Opened(request.Txid, backup.Blob);
        TestKeys keys = new(0x11);
        byte[] home = isTaproot
            ? Scripts.PayToTaproot(keys.Curve.TaprootOutputKey(keys.Curve.PublicKey(keys.Tree.WalletSecret(7))[1..], []))
            : keys.WalletScript(7);
        CommitmentKeys theirs = TestSweep.TheirKeys(pair, pair.Point(false, 1));
        string expected = $"{home.Length:x2}{Hex.Text(home)}{new string('0', 2 * (42 - home.Length))}{Hex.Text(theirs.Revocation)}{Hex.Text(theirs.BroadcasterDelayed)}00000090";
        Assert.AreEqual(expected, Hex.Text(plain[..113]));
        Assert.AreEqual(new string('0', 2 * 97), Hex.Text(plain[177..]));

        byte[] script = Scripts.ToLocal(theirs.Revocation, 144, theirs.BroadcasterDelayed);
        ulong fee = 2500UL * (ulong)((isTaproot ? 535 : 487) - (channelType == 0 ? 1 : 0)) / 1000;
        WalletTransaction sweep = new(2, 0, [new TransactionInput(request.Txid, request.Vout, 0, request.Sat, Scripts.PayToWitnessScript(script))],
            [new TransactionOutput(request.Sat - fee, home)]);
        Assert.IsTrue(keys.Curve.Verify(sweep.Bip143Sighash(0, script, Bip143.All), plain[113..177], theirs.Revocation));
    }

    /// <summary>Each refusal leaves the journal as it was.</summary>
    [TestMethod]
    public void WhatIsNotARevokedStateOfOursIsNotBackedUp()
    {
        TestPair pair = TestPair.Locked();
        TestTower tower = new(pair.Ours, 0x31);
        uint index = tower.Open(0, 6);
        uint reserved = tower.Reserve(6, false).Index;
        uint legacy = tower.Open(0, 2);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        MakeTowerBackup good = Request(pair, index, 1);
        Backup(pair, good);

        Refused(pair, "holdfast-tower-session-open", index, 1, request => request.Index = reserved);
        Refused(pair, "holdfast-tower-channel-type", index, 1, request => request.Index = legacy);
        Refused(pair, "holdfast-tower-state-revoked", index, 1, request => request.Number = 2);
        foreach (Action<MakeTowerBackup> change in new Action<MakeTowerBackup>[]
        {
            request => request.Number = 0,
            request => request.FundingPrefix++,
            request => request.Txid[31] ^= 1,
            request => request.Vout++,
            request => request.Sat++,
            request => request.Sat--,
            request => request.Ticket[0] ^= 1,
            request => request.Secret[31] ^= 1,
            request => request.Ticket = Ticket(pair, 2).Ticket,
        })
        {
            Refused(pair, "holdfast-tower-state-signed", index, 1, change);
        }

        good.Index = 99;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownTowerKey, good.Encode());
        good.Index = index;
        good.ChannelId = new byte[16];
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, good.Encode());
        good = Request(pair, index, 1);
        good.Secret = new byte[32];
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, good.Encode());
    }

    [TestMethod]
    public void ATowerGetsWhatTheDeviceMadeAndNothingElse()
    {
        TestPair pair = TestPair.Locked();
        TestTower tower = new(pair.Ours, 0x31);
        uint index = tower.Open(0, 6);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        pair.Advance(2, pair.Content(0));
        UpdateTower update = Update(pair, index, 1);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, update.Encode());
        tower.Connect(0, index);
        foreach (Action<UpdateTower> change in new Action<UpdateTower>[]
        {
            request => request.Hint[0] ^= 1,
            request => request.Blob[313] ^= 1,
            request => request.Blob = request.Blob[..313],
            request => request.Blob = [],
            request => request.Seal[15] ^= 1,
            request => request.Number = 2,
            request => request.FundingPrefix++,
            request => request.ChannelId[0] ^= 1,
        })
        {
            UpdateTower bad = Update(pair, index, 1);
            change(bad);
            pair.Ours.Refuses("holdfast-tower-own-blob", bad.Encode());
        }

        update.UpdateNumber = 0;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, update.Encode());
        update.UpdateNumber = 1025;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, update.Encode());
        update.UpdateNumber = 1;

        // The first backup of a channel in a session is a commit, the others are not. The same bytes go out again on another connection.
        string expected = "025c0001000000" + Hex.Text(update.Hint) + "fd3a01" + Hex.Text(update.Blob);
        Assert.AreEqual(expected, Sent(pair, tower, update, 1));
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, update.Encode());
        tower.Connect(0, index);
        Assert.AreEqual(expected, Sent(pair, tower, update, 0));
        ReceiveTowerReply said = tower.Says(0, Hex.Bytes("025d00000001"));
        Assert.IsTrue(said.Verdict == TowerVerdict.Message && said.Code == 0 && said.LastApplied == 1);
        UpdateTower next = Update(pair, index, 2);
        next.UpdateNumber = 2;
        next.LastApplied = 1;
        next.IsComplete = true;
        Assert.AreEqual("025c0002000101", Sent(pair, tower, next, 0)[..14]);
        tower.Says(0, Hex.Bytes("025d00000002"));
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, next.Encode());

        // A backup of one session is none of another.
        uint other = tower.Open(1, 6);
        tower.Connect(1, other);
        next.Link = 1;
        pair.Ours.Refuses("holdfast-tower-own-blob", next.Encode());
    }

    [TestMethod]
    public void BackupsAreDeletedWhenTheirChannelsAreOverAndTheOwnerAgrees()
    {
        TestPair pair = TestPair.Locked();
        TestTower tower = new(pair.Ours, 0x31);
        uint index = tower.Open(0, 6);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        tower.Connect(0, index);
        Sent(pair, tower, Update(pair, index, 1), 1);
        tower.Says(0, Hex.Bytes("025d00000001"));
        Assert.AreEqual(1, (int)ReadTowerBookReply.Decode(pair.Ours.Body(new ReadTowerBook().Encode())).Sessions[0].OpenChannels);
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("holdfast-tower-session-in-use", new DeleteTowerSession().Encode());
        Assert.AreEqual(0, pair.Ours.Button.Questions);

        pair.Ours.Body(new ForgetChannel { ChannelId = pair.ChannelId(true) }.Encode());
        pair.Ours.Button.Presses = false;
        pair.Ours.Refuses("holdfast-tower-session-in-use", new DeleteTowerSession().Encode());
        pair.Ours.Button.Presses = true;
        Assert.AreEqual("025e", Hex.Text(tower.Hears(DeleteTowerSessionReply.Decode(pair.Ours.Body(new DeleteTowerSession().Encode())).Bytes)));
        tower.Says(0, Hex.Bytes("025f0000"));
        Assert.AreEqual(0, ReadTowerBookReply.Decode(pair.Ours.Body(new ReadTowerBook().Encode())).Sessions.Length);
        Assert.AreEqual(2, pair.Ours.Button.Questions);
    }

    /// <summary>A state without money for a tower: nothing to sweep, or less than fee and dust.</summary>
    [TestMethod]
    public void WhatTheFeeWouldEatNeedsNoBackup()
    {
        TestPair pair = new() { PushMsat = 1510000 };
        pair.SetUp(1);
        TestTower tower = new(pair.Ours, 0x31);
        uint index = tower.Open(0, 6);
        pair.Exchange(1, 0, pair.Content(0));
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
        pair.Advance(0, pair.Content(0));
        MakeTowerBackupReply backup = Backup(pair, Request(pair, index, 0));
        Assert.IsTrue(backup.IsNeedless && backup.Blob.Length == 0);
        UpdateTower update = Update(pair, index, 0);
        tower.Connect(0, index);
        pair.Ours.Refuses("holdfast-tower-own-blob", update.Encode());
    }

    internal static TestPair Opened(int channelType)
    {
        TestPair pair = new() { ChannelType = (byte)channelType };
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
        return pair;
    }

    internal static byte[] TicketOf(TestPair pair, ulong number)
        => new GetStateTicket { ChannelId = pair.ChannelId(true), FundingPrefix = TestPair.Prefix(1), Number = number }.Encode();

    internal static GetStateTicketReply Ticket(TestPair pair, ulong number) => GetStateTicketReply.Decode(pair.Ours.Body(TicketOf(pair, number)));

    internal static MakeTowerBackup Request(TestPair pair, uint index, ulong number)
    {
        GetStateTicketReply ticket = Ticket(pair, number);
        return new MakeTowerBackup
        {
            Index = index,
            ChannelId = pair.ChannelId(true),
            FundingPrefix = TestPair.Prefix(1),
            Number = number,
            Txid = ticket.Txid,
            Vout = ticket.Vout,
            Sat = ticket.Sat,
            Ticket = ticket.Ticket,
            Secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, number).Encode())).Secret,
        };
    }

    internal static MakeTowerBackupReply Backup(TestPair pair, MakeTowerBackup request) => MakeTowerBackupReply.Decode(pair.Ours.Body(request.Encode()));

    internal static UpdateTower Update(TestPair pair, uint index, ulong number)
    {
        MakeTowerBackup request = Request(pair, index, number);
        MakeTowerBackupReply backup = Backup(pair, request);
        return new UpdateTower
        {
            UpdateNumber = 1,
            ChannelId = request.ChannelId,
            FundingPrefix = request.FundingPrefix,
            Number = number,
            Hint = backup.Hint,
            Blob = backup.Blob,
            Seal = backup.Seal,
        };
    }

    private static string Sent(TestPair pair, TestTower tower, UpdateTower update, int commits)
    {
        ulong before = pair.Ours.Status().JournalSequence;
        string message = Hex.Text(tower.Hears(UpdateTowerReply.Decode(pair.Ours.Body(update.Encode())).Bytes));
        Assert.AreEqual((ulong)commits, pair.Ours.Status().JournalSequence - before);
        return message;
    }

    private static void Refused(TestPair pair, string tag, uint index, ulong number, Action<MakeTowerBackup> change)
    {
        MakeTowerBackup request = Request(pair, index, number);
        change(request);
        pair.Ours.Refuses(tag, request.Encode());
    }

    private static uint Open(TestPair pair, TestTower tower, ushort blobType, bool isTaproot)
    {
        uint index = tower.Reserve(blobType, false).Index;
        tower.Connect(0, index);
        CreateTowerSession creation = TestTower.Creation(0);
        creation.IsTaproot = isTaproot;
        tower.Hears(CreateTowerSessionReply.Decode(pair.Ours.Body(creation.Encode())).Bytes);
        tower.Says(0, Hex.Bytes("025b0000000000"));
        return index;
    }

    // The stream of a blob is what sealing zeros gives.
    private static byte[] Opened(byte[] txid, byte[] blob)
    {
        byte[] stream = ChaChaPoly.SealX(JusticeKit.Key(txid), blob[..24], [], new byte[JusticeKit.PlainBytes]);
        byte[] plain = [.. blob[24..298].Zip(stream, (a, b) => (byte)(a ^ b))];
        Assert.AreEqual(Hex.Text(blob), Hex.Text(JusticeKit.Seal(txid, blob[..24], plain)));
        return plain;
    }
}
