using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>The negotiator by itself, event by event, in virtual time.</summary>
[TestClass]
public sealed class NegotiatorTests
{
    private static readonly TimeSpan s_min = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_max = TimeSpan.FromMinutes(5);

    [TestMethod]
    public async Task TwoDeadTowersAreTriedInTurnWithWaitsThatDouble()
    {
        using Bench bench = new("a", "b");
        bench.Negotiator.Request();
        List<double> waits = [];
        for (int i = 0; i < 9; i++)
        {
            waits.Add((await bench.Time.PassNextWaitAsync()).TotalSeconds);
        }

        CollectionAssert.AreEqual(new double[] { 10, 20, 40, 80, 160, 300, 300, 300, 300 }, waits);

        // a, 10, b, 20, the end of the list, 40, a, 80, b, 160, the end, 300, a, 300, b, 300, the end, 300
        CollectionAssert.AreEqual(new[] { "a", "b", "a", "b", "a", "b" }, bench.Net.Dialed.Take(6).ToArray());
    }

    [TestMethod]
    public async Task ThreeRequestsAreThreeSessionsOneAfterTheOther()
    {
        using Bench bench = new("a", "b");
        Tower a = bench.PutTower("a");
        Tower b = bench.PutTower("b");
        TaskCompletionSource gate = new();
        bench.Net.Dialing = (_, cancellation) => gate.Task.WaitAsync(cancellation);
        for (int i = 0; i < 3; i++)
        {
            bench.Negotiator.Request();
        }

        Assert.AreEqual(3, bench.Negotiator.Outstanding);
        gate.SetResult();
        await TowerWorld.UntilAsync(() => bench.Sessions.Count == 2);

        // The third begins at the end of the list: one wait, and then at the first tower again.
        Assert.AreEqual(s_min, await bench.Time.PassNextWaitAsync());
        await TowerWorld.UntilAsync(() => bench.Negotiator.Outstanding == 0);
        CollectionAssert.AreEqual(new[] { "a", "b", "a" }, bench.Net.Dialed.ToArray());
        CollectionAssert.AreEqual(new uint[] { 1, 2, 3 }, bench.Sessions.Select(session => session.Key.Index).ToArray());
        Assert.AreEqual(2, a.Book.Sessions.Count);
        Assert.AreEqual(1, b.Book.Sessions.Count);
        Assert.AreEqual(1, bench.Net.Most, "two towers were talked to at the same time");
        Assert.AreEqual(0, bench.Net.Open);
    }

    [TestMethod]
    public async Task ATowerThatIsAddedAtTheEndIsNext()
    {
        using Bench bench = new("a");
        bench.Negotiator.Request();
        Assert.AreEqual(s_min, await bench.Time.PassNextWaitAsync());
        await TowerWorld.UntilAsync(() => bench.Net.Dialed.Count == 1);
        bench.Add("b");
        bench.PutTower("b");
        bench.Negotiator.Hurry();
        while (bench.Sessions.Count == 0)
        {
            await Task.WhenAny(bench.Time.PassNextWaitAsync(), TowerWorld.UntilAsync(() => bench.Sessions.Count == 1));
        }

        Assert.AreEqual("b", bench.Sessions.Single().Tower.Addresses.Peek.Host);
    }

    [TestMethod]
    public async Task ATowerThatAcceptsAndStaysSilentIsAskedAgainUnderTheSameKey()
    {
        using Bench bench = new("a");
        Tower tower = bench.PutTower("a", new TowerManners { At = (moment, message) => moment == TowerMoment.MessageDone ? TowerDeed.StaysSilent : TowerDeed.GoesOn });
        bench.Negotiator.Request();
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            await TowerWorld.UntilAsync(() => tower.Connections == attempt && tower.Book.Sessions.Count == 1);
            await bench.LosePatienceAsync();
            await bench.Time.PassNextWaitAsync(); // after the failure
            await bench.Time.PassNextWaitAsync(); // at the end of the list
        }

        tower.Manners = new TowerManners();
        await TowerWorld.UntilAsync(() => tower.Connections >= 4);
        if (bench.Sessions.Count == 0)
        {
            await bench.LosePatienceAsync();
            while (bench.Sessions.Count == 0)
            {
                await Task.WhenAny(bench.Time.PassNextWaitAsync(), TowerWorld.UntilAsync(() => bench.Sessions.Count == 1));
            }
        }

        CollectionAssert.AreEqual(new uint[] { 1 }, bench.Signer.Reserved);
        Assert.AreEqual(1, tower.Book.Sessions.Count, "exactly one session is there");
        Assert.AreEqual(1u, bench.Sessions.Single().Key.Index);
    }

    [TestMethod]
    public async Task AUsedKeyIsLeftAThousandBehind()
    {
        using Bench bench = new("a");
        Tower tower = bench.PutTower("a");
        bench.Use(tower, 1);
        bench.Negotiator.Request();
        await TowerWorld.UntilAsync(() => bench.Sessions.Count == 1);
        CollectionAssert.AreEqual(new uint[] { 1, 1001 }, bench.Signer.Reserved);
        Assert.AreEqual(1001u, bench.Sessions.Single().Key.Index);
        Assert.AreEqual(2, bench.Net.Dialed.Count, "the same tower at once");
    }

    /// <summary>lnd's client does not wait there and uses up its keys.</summary>
    [TestMethod]
    public async Task ATowerThatCallsEveryKeyUsedIsWaitedFor()
    {
        using Bench bench = new("a");
        bench.PutTower("a", new TowerManners { Says = reply => reply[1] == 0x5b ? TowerReplies.CreateSession(TowerCode.AlreadyExists, 7, []) : reply });
        bench.Negotiator.Request();
        List<double> waits = [];
        for (int i = 0; i < 8; i++)
        {
            waits.Add((await bench.Time.PassNextWaitAsync()).TotalSeconds);
        }

        CollectionAssert.AreEqual(new double[] { 10, 20, 40, 80, 160, 300, 300, 300 }, waits);
        Assert.IsTrue(bench.Signer.Reserved.Count <= 12, "keys used up: " + bench.Signer.Reserved.Count);
    }

    [TestMethod]
    [DataRow(TowerMoment.Accepted)]
    [DataRow(TowerMoment.ActOneRead)]
    [DataRow(TowerMoment.ActTwoWritten)]
    [DataRow(TowerMoment.ActThreeRead)]
    [DataRow(TowerMoment.InitRead)]
    [DataRow(TowerMoment.InitWritten)]
    [DataRow(TowerMoment.MessageRead)]
    [DataRow(TowerMoment.MessageDone)]
    public async Task ATowerThatHangsUpAnywhereIsAskedAgain(TowerMoment where)
    {
        using Bench bench = new("a");
        int hangUps = 0;
        bench.PutTower("a", new TowerManners { At = (moment, _) => moment == where && Interlocked.Increment(ref hangUps) == 1 ? TowerDeed.HangsUp : TowerDeed.GoesOn });
        bench.Negotiator.Request();
        Assert.AreEqual(s_min, await bench.Time.PassNextWaitAsync());
        await bench.Time.PassNextWaitAsync();
        await TowerWorld.UntilAsync(() => bench.Sessions.Count == 1);
        CollectionAssert.AreEqual(new uint[] { 1 }, bench.Signer.Reserved);
        Assert.AreEqual(0, bench.Net.Open);
    }

    /// <summary>Nothing is asked of such a tower: not even a session.</summary>
    [TestMethod]
    [DataRow("chain", "the tower watches another chain")]
    [DataRow("feature", "the tower demands a feature that is not known here")]
    [DataRow("first", "the tower's answer is not one to what was asked")]
    [DataRow("long", "the tower's answer is damaged or longer than any of the protocol")]
    [DataRow("garbage", "the tower's answer is damaged or longer than any of the protocol")]
    [DataRow("short", "the tower's answer is no message of the protocol")]
    public async Task AWrongTowerIsLeftBeforeASessionIsAskedFor(string wrong, string sentence)
    {
        int created = 0;
        using Bench bench = new("a");
        bench.PutTower("a", new TowerManners
        {
            Features = wrong == "feature" ? [0x40] : [0x0a],
            At = (moment, message) =>
            {
                created += message is CreateSessionMessage ? 1 : 0;
                return TowerDeed.GoesOn;
            },
            Says = reply => wrong switch
            {
                "chain" => [.. reply[..^32], .. new byte[32]],
                "first" => TowerReplies.StateUpdate(0, 0),
                "long" => [.. reply, .. new byte[5000]],
                "short" => reply[..^1],
                _ => reply,
            },
            Sends = bytes => wrong == "garbage" && bytes.Length != 50 ? [.. bytes.Select(value => (byte)(value ^ 0x55))] : bytes,
        });
        bench.Negotiator.Request();
        await bench.Time.PassNextWaitAsync();
        Assert.AreEqual(sentence, bench.Candidates.All.Single().Trouble.Sentence);
        Assert.AreEqual(0, created);
        Assert.AreEqual(0, bench.Net.Open);
    }

    [TestMethod]
    public async Task AWrongKeyIsSaid()
    {
        using Bench bench = new("a");
        bench.Net.Put("a", new Tower([.. Enumerable.Repeat((byte)7, 32)]));
        bench.Negotiator.Request();
        await bench.Time.PassNextWaitAsync();
        StringAssert.Contains(bench.Candidates.All.Single().Trouble.Sentence, "hung up");
    }

    [TestMethod]
    [DataRow((ushort)61, "so many updates")]
    [DataRow((ushort)62, "a reward")]
    [DataRow((ushort)63, "so small a fee")]
    [DataRow((ushort)64, "blob type")]
    public async Task ARefusedTowerIsLeftAloneForAnHourAndOthersGoOn(ushort code, string sentence)
    {
        using Bench bench = new("a", "b");
        bench.PutTower("a", new TowerManners { Says = reply => reply[1] == 0x5b ? TowerReplies.CreateSession(code, 0, []) : reply });
        bench.PutTower("b");
        bench.Negotiator.Request();
        Assert.AreEqual(s_min, await bench.Time.PassNextWaitAsync());
        await TowerWorld.UntilAsync(() => bench.Sessions.Count == 1);
        Candidate refused = bench.Candidates.All[0];
        StringAssert.Contains(refused.Trouble.Sentence, sentence);
        Assert.IsTrue(refused.Trouble.IsSetAside(BlobType.Anchors, bench.Time.GetUtcNow()));
        Assert.IsFalse(refused.Trouble.IsSetAside(BlobType.Anchors, bench.Time.GetUtcNow() + TimeSpan.FromHours(2)));
        Assert.IsFalse(refused.Trouble.IsSetAside(BlobType.Legacy, bench.Time.GetUtcNow()), "another kind may be taken");
    }

    [TestMethod]
    public async Task ARewardThatNobodyOfferedIsNoAgreement()
    {
        using Bench bench = new("a");
        bench.PutTower("a", new TowerManners { Says = reply => reply[1] == 0x5b ? TowerReplies.CreateSession(0, 0, new byte[22]) : reply });
        bench.Negotiator.Request();
        await bench.Time.PassNextWaitAsync();
        Assert.AreEqual("the tower wants a reward that was not offered", bench.Candidates.All.Single().Trouble.Sentence);
        Assert.AreEqual(0, bench.Signer.Sessions.Count);
    }

    [TestMethod]
    public async Task WhatIsTalkedToCannotBeRemoved()
    {
        using Bench bench = new("a");
        bench.Candidates.Add(bench.Key("a"), new TowerAddress("a2", 9911));
        bench.PutTower("a", new TowerManners { At = (moment, _) => moment == TowerMoment.InitRead ? TowerDeed.StaysSilent : TowerDeed.GoesOn });
        bench.Negotiator.Request();
        await TowerWorld.UntilAsync(() => bench.Net.Open == 1);
        Assert.ThrowsException<AddressInUseException>(() => bench.Candidates.Remove(bench.Key("a")));
        Assert.ThrowsException<AddressInUseException>(() => bench.Candidates.RemoveAddress(bench.Key("a"), new TowerAddress("a", 9911)));
        bench.Candidates.RemoveAddress(bench.Key("a"), new TowerAddress("a2", 9911));
        await bench.LosePatienceAsync();
        await bench.Time.PassNextWaitAsync();
        Assert.ThrowsException<InvalidOperationException>(() => bench.Candidates.RemoveAddress(bench.Key("a"), new TowerAddress("a", 9911)), "the last one");
        bench.Candidates.Remove(bench.Key("a"));
        Assert.AreEqual(0, bench.Candidates.All.Count);
    }

    /// <summary>A negotiator with candidates on hosts of these names; nobody is there until a tower is put there.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _running;

        public Bench(params string[] hosts)
        {
            foreach (string host in hosts)
            {
                Add(host);
            }

            TowerDoor door = new(Signer, Net, new LinkPool(), Time, TowerWorld.Patience);
            NegotiatorSettings settings = new(
                BlobType.Anchors, _ => true, () => new SessionTerms(1024, 2500, 1, false), s_min, s_max, new SemaphoreSlim(1));
            Negotiator = new Negotiator(door, Candidates, settings, Take, _ => { });
            _running = Negotiator.RunAsync(_ending.Token);
        }

        public MemoryNet Net { get; } = new();

        public ManagedTowerSigner Signer { get; } = new();

        public VirtualTime Time { get; } = new() { Patience = TowerWorld.Patience };

        public CandidateIterator Candidates { get; } = new();

        public Negotiator Negotiator { get; }

        public List<NegotiatedSession> Sessions { get; } = [];

        public byte[] Key(string host) => new Tower(Secret(host)).PublicKey;

        public void Add(string host) => Candidates.Add(Key(host), new TowerAddress(host, 9911));

        public Tower PutTower(string host, TowerManners? manners = null)
        {
            Tower tower = new(Secret(host)) { Manners = manners ?? new TowerManners() };
            Net.Put(host, tower);
            return tower;
        }

        /// <summary>The tower has had an update under this key before.</summary>
        public void Use(Tower tower, uint index)
        {
            tower.Book.Create(Signer.SessionKey(index), new CreateSessionMessage(6, 10, 0, 0, 2500));
            tower.Book.Update(Signer.SessionKey(index), new StateUpdateMessage(1, 0, 0, new byte[16], new byte[314]));
        }

        /// <summary>Whoever waits for a silent tower gives up.</summary>
        public async Task LosePatienceAsync()
        {
            while (Net.Open > 0)
            {
                Time.LosePatience();
                await Task.Delay(1);
            }
        }

        public void Dispose()
        {
            _ending.Cancel();
            try
            {
                _running.GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
            }
        }

        private static byte[] Secret(string host) => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(host));

        private Task Take(NegotiatedSession session)
        {
            lock (Sessions)
            {
                Sessions.Add(session);
            }

            return Task.CompletedTask;
        }
    }
}
