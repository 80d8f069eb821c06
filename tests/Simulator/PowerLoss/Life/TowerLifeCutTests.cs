using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.ReferenceTower;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// Power goes at every operation of the flash in the life of a tower's session: trusted, demanded, reserved, opened, first backup, acknowledgements, forced, let go, deleted,
/// forgotten. Whatever is left is what was before the step or after it; what was asked for goes on from there; no session key is given to a second tower, and no state is
/// acknowledged that no tower has.
/// </summary>
[TestClass]
public class TowerLifeCutTests
{
    private static readonly byte[] s_towerSecret = [.. Enumerable.Repeat((byte)0x41, 32)];
    private static readonly byte[] s_tower = Secp256k1.Software().PublicKey(s_towerSecret);
    private static readonly Lazy<IReadOnlyList<byte[]>> s_life = new(() => LifeRequests.Record(1, isOpener: false));

    [TestMethod]
    public void EveryCutLeavesWhatWasBeforeOrAfter()
    {
        Story story = new(new DeviceRig(DeviceRig.Provisioned()), isLenient: false);
        DeviceRig.Require(story.Rig.Unlock(null));
        (string Name, Action<Story> Step)[] steps = [.. Steps()];
        List<(int Step, SimulatedStorage Volume, int Keys)> cuts = [];
        List<string> seen = [Situation(story.Rig.Storage.Fork(), story)];
        List<(int Told, byte[]? Newest)> before = [];
        int at = 0;
        story.Rig.Storage.Branch = (_, _, volume) => cuts.Add((at, volume, story.Keys.Count));
        for (; at < steps.Length; at++)
        {
            before.Add((story.Told.Count, story.NewestSigned));
            steps[at].Step(story);
            seen.Add(Situation(story.Rig.Storage.Fork(), story));
        }

        foreach ((string name, _) in steps)
        {
            int count = cuts.Count(cut => steps[cut.Step].Name == name);
            Assert.IsTrue(name == "life" || count >= 4, $"{name}: {count} cuts");
        }

        foreach ((int step, SimulatedStorage volume, int keys) in cuts.Where(cut => steps[cut.Step].Name != "life"))
        {
            string name = steps[step].Name;
            Story again = story.After(new DeviceRig(volume), before[step].Told, before[step].Newest, keys);
            DeviceRig.Require(again.Rig.Unlock(null));
            string left = Situation(again.Rig.Storage.Fork(), again);
            Assert.IsTrue(left == seen[step] || left == seen[step + 1], $"cut in {name}:\n{left}\nis neither\n{seen[step]}\nnor\n{seen[step + 1]}");

            // A tower's answers from before the cut mean nothing to the device of now.
            foreach (byte[] said in again.Told)
            {
                Reply reply = Reply.Decode(again.Rig.Ask(new ReceiveTower { Link = 0, Bytes = said[..18] }.Encode()));
                Assert.IsTrue(reply.Status == ReplyStatus.NotNow && reply.Code == ErrorCode.NoTowerLink);
            }

            Assert.AreEqual(left, Situation(again.Rig.Storage.Fork(), again), "cut in " + name);
            RequireNewKeys(volume.Fork(), again.Keys, name);

            steps[step].Step(again);
            if (name != "force")
            {
                Assert.AreEqual(seen[step + 1], Situation(again.Rig.Storage.Fork(), again), "what was cut in " + name + " is done again");
            }
        }
    }

    private static IEnumerable<(string Name, Action<Story> Step)> Steps()
    {
        yield return ("trust", story => story.Ok(new TrustTower { Tower = s_tower, IsTrusted = true }.Encode()));
        yield return ("demand", story => story.Ok(new SetTowerExposure { ExposureMax = 3 }.Encode()));
        yield return ("reserve", story => story.Reserve(6, false));
        yield return ("open", story => story.Open());
        yield return ("life", story => story.LiveUntilRevoked(0));
        yield return ("first backup", story => story.Upload(0, hears: false));
        yield return ("acknowledge", story => story.Upload(0, hears: true));
        yield return ("life", story => story.LiveUntilRevoked(1));
        yield return ("acknowledge the next", story => story.Upload(1, hears: true));
        yield return ("reserve another", story => story.Reserve(2, false));
        yield return ("force", story => story.Reserve(2, true));
        yield return ("demand more", story => story.Ok(new SetTowerExposure { ExposureMax = 2 }.Encode()));
        yield return ("let go", story => story.Ok(new SetTowerExposure().Encode()));
        yield return ("distrust", story => story.Ok(new TrustTower { Tower = s_tower, IsTrusted = false }.Encode()));
        yield return ("forget the reservation", story => story.Ok(new ForgetTowerKey { Index = story.Book().Reservations.Select(one => one.Index).FirstOrDefault() }.Encode()));
        yield return ("life", story => story.Ok(new ForgetChannel { ChannelId = story.ChannelId }.Encode()));
        yield return ("delete", story => story.Delete());
    }

    /// <summary>What the device remembers: the whole book, and how many states of the channel nobody has acknowledged.</summary>
    private static string Situation(SimulatedStorage volume, Story story)
    {
        DeviceRig rig = new(volume);
        DeviceRig.Require(rig.Unlock(null));
        string book = Convert.ToHexStringLower(DeviceRig.Require(rig.Ask(new ReadTowerBook().Encode())).Body);
        if (story.NewestSigned is not { } newest || Reply.Decode(rig.Ask(newest)).Status != ReplyStatus.Ok)
        {
            return book;
        }

        SignCounterpartyCommitment signed = SignCounterpartyCommitment.Decode(new ByteReader(newest[1..]));
        Reply ticket = Reply.Decode(rig.Ask(new GetStateTicket { ChannelId = signed.ChannelId, FundingPrefix = signed.FundingPrefix, Number = signed.Commitment.Number }.Encode()));
        return ticket.Status == ReplyStatus.Ok ? book + " " + GetStateTicketReply.Decode(new ByteReader(ticket.Body)).Unacknowledged : book;
    }

    // A thief asks first: two other towers, both kinds.
    private static void RequireNewKeys(SimulatedStorage volume, IReadOnlyCollection<uint> known, string name)
    {
        DeviceRig rig = new(volume);
        DeviceRig.Require(rig.Unlock(null));
        HashSet<uint> given = [.. known];
        foreach ((byte tower, ushort blobType) in new (byte, ushort)[] { (0x51, 6), (0x52, 6), (0x51, 2) })
        {
            byte[] point = Secp256k1.Software().PublicKey([.. Enumerable.Repeat(tower, 32)]);
            uint index = ReserveTowerKeyReply.Decode(new ByteReader(DeviceRig.Require(rig.Ask(new ReserveTowerKey { Tower = point, BlobType = blobType }.Encode())).Body)).Index;
            Assert.IsTrue(given.Add(index), $"cut in {name}: key {index} was given to a second tower");
        }
    }

    /// <summary>A host, its device and its tower.</summary>
    private sealed class Story(DeviceRig rig, bool isLenient)
    {
        private readonly Tower _tower = new(s_towerSecret);
        private readonly Dictionary<ulong, (GetStateTicketReply Ticket, byte[] Secret)> _states = [];
        private ushort _sent;
        private int _lived;

        public DeviceRig Rig { get; } = rig;

        /// <summary>Indexes that came out.</summary>
        public HashSet<uint> Keys { get; private init; } = [];

        /// <summary>What the tower said, as it came.</summary>
        public List<byte[]> Told { get; } = [];

        /// <summary>The newest commitment of the peer that was signed.</summary>
        public byte[]? NewestSigned { get; private set; }

        public byte[] ChannelId => SignCounterpartyCommitment.Decode(new ByteReader(NewestSigned![1..])).ChannelId;

        /// <summary>The same host with another device, and a tower that says yes to whatever it is asked again.</summary>
        public Story After(DeviceRig device, int told, byte[]? newest, int keys)
        {
            Story again = new(device, isLenient: true) { Keys = [.. Keys.Take(keys)], NewestSigned = newest };
            again.Told.AddRange(Told.Take(told));
            foreach ((ulong number, (GetStateTicketReply Ticket, byte[] Secret) state) in _states)
            {
                again._states[number] = state;
            }

            return again;
        }

        public ByteReader Ok(byte[] request) => new(DeviceRig.Require(Rig.Ask(request)).Body);

        public ReadTowerBookReply Book() => ReadTowerBookReply.Decode(Ok(new ReadTowerBook().Encode()));

        public uint Reserve(ushort blobType, bool isForced)
        {
            uint index = ReserveTowerKeyReply.Decode(Ok(new ReserveTowerKey { Tower = s_tower, BlobType = blobType, IsForced = isForced }.Encode())).Index;
            Keys.Add(index);
            return index;
        }

        /// <summary>A session that the book has is adopted.</summary>
        public void Open()
        {
            if (Book().Sessions.Length == 0)
            {
                TowerLine line = Connect(Reserve(6, false));
                byte[] asked = CreateTowerSessionReply.Decode(Ok(new CreateTowerSession { Link = 0, MaxUpdates = 100, FeeratePerKw = 2500, SweepKeyIndex = 5 }.Encode())).Bytes;
                Assert.AreEqual(0, (int)Hear(line.Send(asked)).Code);
            }
        }

        /// <summary>The recorded life of a channel, up to where the peer has revoked a number; each state's ticket is fetched.</summary>
        public void LiveUntilRevoked(ulong number)
        {
            while (!_states.TryGetValue(number, out (GetStateTicketReply Ticket, byte[] Secret) state) || state.Secret.Length == 0)
            {
                byte[] request = s_life.Value[_lived++];
                Ok(request);
                ByteReader body = new(request[1..]);
                switch ((MessageId)request[0])
                {
                    case MessageId.SignCounterpartyCommitment:
                        NewestSigned = request;
                        SignCounterpartyCommitment signed = SignCounterpartyCommitment.Decode(body);
                        byte[] ask = new GetStateTicket { ChannelId = signed.ChannelId, FundingPrefix = signed.FundingPrefix, Number = signed.Commitment.Number }.Encode();
                        _states[signed.Commitment.Number] = (GetStateTicketReply.Decode(Ok(ask)), []);
                        break;
                    case MessageId.ValidateRevocation:
                        ValidateRevocation shown = ValidateRevocation.Decode(body);
                        _states[shown.Number] = (_states[shown.Number].Ticket, shown.Secret);
                        break;
                }
            }
        }

        public void Upload(ulong number, bool hears)
        {
            SignCounterpartyCommitment signed = SignCounterpartyCommitment.Decode(new ByteReader(NewestSigned![1..]));
            (GetStateTicketReply ticket, byte[] secret) = _states[number];
            uint index = Book().Sessions[0].Index;
            MakeTowerBackupReply backup = MakeTowerBackupReply.Decode(Ok(new MakeTowerBackup
            {
                Index = index,
                ChannelId = signed.ChannelId,
                FundingPrefix = signed.FundingPrefix,
                Number = number,
                Txid = ticket.Txid,
                Vout = ticket.Vout,
                Sat = ticket.Sat,
                Ticket = ticket.Ticket,
                Secret = secret,
            }.Encode()));
            Assert.IsFalse(backup.IsNeedless);
            TowerLine line = Connect(index);
            _sent = (ushort)(number + 1);
            byte[] asked = UpdateTowerReply.Decode(Ok(new UpdateTower
            {
                Link = 0,
                UpdateNumber = _sent,
                LastApplied = (ushort)number,
                ChannelId = signed.ChannelId,
                FundingPrefix = signed.FundingPrefix,
                Number = number,
                Hint = backup.Hint,
                Blob = backup.Blob,
                Seal = backup.Seal,
            }.Encode())).Bytes;
            if (hears)
            {
                Assert.AreEqual(0, (int)Hear(line.Send(asked)).Code);
            }
        }

        /// <summary>A session that the book has no more is deleted.</summary>
        public void Delete()
        {
            foreach (TowerSessionFields session in Book().Sessions)
            {
                TowerLine line = Connect(session.Index);
                Hear(line.Send(DeleteTowerSessionReply.Decode(Ok(new DeleteTowerSession { Link = 0 }.Encode())).Bytes));
            }
        }

        private TowerLine Connect(uint index)
        {
            _tower.Manners = isLenient ? new TowerManners { Says = Agreed } : new TowerManners();
            TowerLine line = _tower.Answer([.. Enumerable.Repeat((byte)0x22, 32)]);
            byte[] act = ConnectTowerReply.Decode(Ok(new ConnectTower { Link = 0, Tower = s_tower, Index = index }.Encode())).Act;
            FinishTowerReply finished = FinishTowerReply.Decode(Ok(new FinishTower { Link = 0, Act = line.Send(act) }.Encode()));
            Assert.IsTrue(finished.IsConnected);
            Hear(line.Send(finished.Bytes));
            return line;
        }

        private ReceiveTowerReply Hear(byte[] said)
        {
            Told.Add(said);
            ReceiveTowerReply more = ReceiveTowerReply.Decode(Ok(new ReceiveTower { Link = 0, Bytes = said[..18] }.Encode()));
            ReceiveTowerReply reply = ReceiveTowerReply.Decode(Ok(new ReceiveTower { Link = 0, Bytes = said[18..(18 + more.NeededBytes)] }.Encode()));
            Assert.AreEqual(TowerVerdict.Message, reply.Verdict);
            return reply;
        }

        // A tower that does not know the session any more would say 50; what it would have said is that it has the update.
        private byte[] Agreed(byte[] reply) => reply[1] == (TowerMessage.StateUpdateReplyType & 0xff) ? TowerReplies.StateUpdate(TowerCode.Ok, _sent) : reply;
    }
}
