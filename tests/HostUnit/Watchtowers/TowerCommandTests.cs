using System.Net.Sockets;
using System.Net;
using System.Text.Json.Nodes;
using Holdfast.HostUnit.IntentLog;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers.Storage;
using Holdfast.Watchtowers;
using Microsoft.Data.Sqlite;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>What the owner types: each wrong thing gets a sentence and changes nothing.</summary>
[TestClass]
public sealed class TowerCommandTests
{
    private const string Key = "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619";

    [TestMethod]
    [DataRow("localhost", "localhost", 9911)]
    [DataRow("Tower.Example.org:99", "tower.example.org", 99)]
    [DataRow("127.0.0.1:1", "127.0.0.1", 1)]
    [DataRow("[::1]:65535", "::1", 65_535)]
    [DataRow("::1", "::1", 9911)]
    [DataRow("xyz.onion", "xyz.onion", 9911)]
    public void AnAddressIsAHostAndAPort(string text, string host, int port)
    {
        TowerAddress address = TowerAddress.Parse(text);
        Assert.AreEqual(new TowerAddress(host, port), address);
        Assert.AreEqual(address, TowerAddress.Parse(address.ToString()));
        Assert.AreEqual(host == "xyz.onion", address.IsOnion);
    }

    [TestMethod]
    [DataRow("add", "tower", "nobody", "expected PUBLICKEY@HOST[:PORT]")]
    [DataRow("add", "tower", "02ab@host", "is no public key")]
    [DataRow("add", "tower", "05eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619@host", "is no public key")]
    [DataRow("add", "tower", Key + "@", "names no host")]
    [DataRow("add", "tower", Key + "@host:0", "is no port")]
    [DataRow("add", "tower", Key + "@host:65536", "is no port")]
    [DataRow("add", "tower", Key + "@host:", "names no port")]
    [DataRow("add", "tower", Key + "@a b", "neither a host name nor an IP address")]
    [DataRow("add", "tower", Key + "@[1.2.3.4]", "no IPv6 address")]
    [DataRow("add", "tower", Key + "@[::1]9", "after ']' comes nothing")]
    [DataRow("add", "address", "x", "which tower?")]
    [DataRow("remove", "tower", Key, "there is no tower")]
    [DataRow("show", "tower", Key, "there is no tower")]
    [DataRow("deactivate", "tower", Key, "there is no tower")]
    [DataRow("terminate", "session", "4", "no session 4 is open")]
    [DataRow("terminate", "session", "x", "a session's number is from 1")]
    [DataRow("policy", "max_updates", "0", "from 1 to 65535")]
    [DataRow("policy", "fee_rate", "3", "from 4 to 500")]
    [DataRow("policy", "fee_rate", "501", "from 4 to 500")]
    [DataRow("policy", "blob_type", "10", "blob type 10 is for taproot channels")]
    [DataRow("policy", "blob_type", "26", "blob type 26 is for final taproot channels")]
    [DataRow("policy", "blob_type", "3", "pays the tower a reward")]
    [DataRow("policy", "blob_type", "9", "no tower knows blob type 9")]
    [DataRow("trust", "tower", Key, "there is no tower")]
    [DataRow("trust", "tower", "", "which tower?")]
    [DataRow("distrust", "tower", "02", "is no public key")]
    [DataRow("distrust", "tower", Key, "holdfast-hsmd is not running there")]
    [DataRow("exposure", "states", "1", "from 2 to 16")]
    [DataRow("exposure", "states", "17", "from 2 to 16")]
    [DataRow("exposure", "states", "on", "from 2 to 16")]
    [DataRow("exposure", "states", "2", "relies on no active tower")]
    [DataRow("exposure", "states", "off", "holdfast-hsmd is not running there")]
    [DataRow("dance", "tower", Key, "no such command")]
    public void AWrongCommandIsASentence(string command, string name, string value, string sentence)
    {
        using TemporaryFolder folder = new();
        using TowerStore store = TowerStore.Open(Places.Of(folder.File("towers.db")));
        string before = store.Report().ToJsonString();
        TowerCommandException no = Assert.ThrowsException<TowerCommandException>(() => new TowerCommands(store, null).Run(command, new JsonObject { [name] = value }));
        StringAssert.Contains(no.Message, sentence);
        Assert.AreEqual(before, store.Report().ToJsonString());
    }

    [TestMethod]
    public void TowersAreAddedShownAndRemoved()
    {
        using TemporaryFolder folder = new();
        using TowerStore store = TowerStore.Open(Places.Of(folder.File("towers.db")));
        TowerCommands commands = new(store, null);
        JsonObject first = Run("add", "tower", Key + "@one");
        StringAssert.Contains(first["sentence"]!.ToString(), "not covered");
        Assert.IsFalse(Run("add", "tower", Key + "@two:77")["sentence"]!.ToString().Contains("not covered", StringComparison.Ordinal), "said once");
        Assert.IsFalse(Run("add", "tower", Key + "@one:9911")["new"]!.GetValue<bool>(), "an address twice");
        CollectionAssert.AreEqual(new[] { "one:9911", "two:77" }, Addresses());

        Run("remove", "tower", Key + "@one");
        CollectionAssert.AreEqual(new[] { "two:77" }, Addresses());
        StringAssert.Contains(Refused("remove", Key + "@two:77"), "last address");
        StringAssert.Contains(Refused("remove", Key + "@three"), "is no address of this tower");

        Run("deactivate", "tower", Key);
        Assert.IsFalse(Run("show", "tower", Key)["active"]!.GetValue<bool>());
        Run("add", "tower", Key + "@two:77");
        Assert.IsTrue(Run("show", "tower", Key)["active"]!.GetValue<bool>());

        Assert.AreEqual(2500u, Run("policy", "fee_rate", "10")["fee_rate_per_kw"]!.GetValue<uint>());
        Assert.AreEqual(20u, Run("policy", "fee_rate", "20")["fee_rate"]!.GetValue<uint>());
        Assert.AreEqual((ushort)7, Run("policy", "max_updates", "7")["max_updates"]!.GetValue<ushort>());
        Assert.AreEqual(new SessionTerms(7, 5000, 1, false), store.Terms());
        store.SetSweepKey(23, true);
        Assert.AreEqual(new SessionTerms(7, 5000, 23, true), store.Terms());

        Run("remove", "tower", Key);
        Assert.AreEqual(0, store.Report()["towers"]!.AsArray().Count);
        Assert.AreEqual(0L, Run("stats", "x", "")["states_signed"]!.GetValue<long>());

        JsonObject Run(string command, string name, string value) => commands.Run(command, new JsonObject { [name] = value });
        string Refused(string command, string value) => Assert.ThrowsException<TowerCommandException>(() => Run(command, "tower", value)).Message;
        string[] Addresses() => [.. Run("list", "x", "")["towers"]![0]!["addresses"]!.AsArray().Select(address => address!.ToString())];
    }

    [TestMethod]
    public async Task ATowerWithBackupsIsNotRemovedByMistake()
    {
        await using TowerWorld world = new();
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, [0, 1]);
        await TowerWorld.UntilAsync(() => TowerWorld.Hints(tower).Count == 2 && world.Store.CountAcknowledged(tower.PublicKey) == 2);
        TowerCommands commands = new(world.Store, world.Client);
        JsonObject which = new() { ["tower"] = Convert.ToHexStringLower(tower.PublicKey) };
        StringAssert.Contains(Assert.ThrowsException<TowerCommandException>(() => commands.Run("remove", which)).Message, "the backups of 2 states");

        JsonObject report = commands.Run("list", []);
        Assert.AreEqual(2L, report["towers"]![0]!["backups"]!["acknowledged"]!.GetValue<long>());
        Assert.AreEqual(2L, report["channels"]![0]!["towers"]![0]!["acknowledged"]!.GetValue<long>());
        Assert.IsNull(report["oldest_unacknowledged_seconds"]);
        Assert.AreEqual(1, commands.Run("sessions", [])["sessions"]!.AsArray().Count);

        await world.PassUntilAsync(() => world.Net.Open == 0); // the connection was kept open for a while
        which["force"] = true;
        commands.Run("remove", which);
        Assert.AreEqual(0, world.Signer.Sessions.Count, "the device forgot the key");
    }

    /// <summary>The owner names the towers that count, and lets the device demand them. Whatever is less strict takes the button.</summary>
    [TestMethod]
    public async Task TheOwnerLetsTheDeviceDemandATower()
    {
        await using TowerWorld world = new();
        Tower a = world.AddTower("a");
        Tower b = world.AddTower("b");
        world.Start();
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Count == 2);
        TowerCommands commands = new(world.Store, world.Client);
        StringAssert.Contains(Refused("exposure", "states", "2"), "tower trust");

        world.Signer.IsButtonPressed = false;
        StringAssert.Contains(Refused("trust", "tower", Name(a)), "did not press");
        world.Signer.IsButtonPressed = true;
        CollectionAssert.AreEqual(new[] { Name(a) }, Trusted(commands.Run("trust", new JsonObject { ["tower"] = Name(a) })));
        StringAssert.Contains(string.Join("\n", world.Log), "The device waits for its owner's button: Rely on watchtower " + Name(a));

        int asked = world.Signer.Questions;
        Assert.AreEqual(3, Exposure("3"));
        Assert.AreEqual(2, Exposure("2"));
        Assert.AreEqual(asked, world.Signer.Questions, "stricter needs nobody");
        Assert.AreEqual(4, Exposure("4"));
        Assert.AreEqual(asked + 1, world.Signer.Questions);

        JsonObject list = commands.Run("list", []);
        Assert.AreEqual(4, list["device"]!["exposure_max"]!.GetValue<int>());
        CollectionAssert.AreEqual(new[] { true, false }, list["towers"]!.AsArray().Select(tower => tower!["trusted"]!.GetValue<bool>()).ToArray());
        Assert.IsTrue(commands.Run("show", new JsonObject { ["tower"] = Name(a) })["trusted"]!.GetValue<bool>());
        Assert.AreEqual(4, commands.Run("policy", [])["exposure_max"]!.GetValue<int>());
        StringAssert.Contains(commands.Run("exposure", [])["sentence"]!.ToString(), "4 of its states");

        // Without the last tower that counts, channels would stand still.
        StringAssert.Contains(Refused("distrust", "tower", Name(a)), "last tower");
        StringAssert.Contains(Refused("deactivate", "tower", Name(a)), "last tower");
        StringAssert.Contains(Refused("remove", "tower", Name(a)), "last tower");
        commands.Run("trust", new JsonObject { ["tower"] = Name(b) });
        commands.Run("distrust", new JsonObject { ["tower"] = Name(a) });
        CollectionAssert.AreEqual(new[] { Name(b) }, Trusted(commands.Run("exposure", [])));
        commands.Run("remove", new JsonObject { ["tower"] = Name(a) });
        Assert.AreEqual(0, Exposure("off"));
        commands.Run("remove", new JsonObject { ["tower"] = Name(b) });
        Assert.AreEqual(0, Trusted(commands.Run("exposure", [])).Length, "the device forgot a tower that is gone");

        int Exposure(string states) => commands.Run("exposure", new JsonObject { ["states"] = states })["exposure_max"]!.GetValue<int>();
        string Refused(string command, string name, string value) =>
            Assert.ThrowsException<TowerCommandException>(() => commands.Run(command, new JsonObject { [name] = value })).Message;
        static string[] Trusted(JsonObject result) => [.. result["trusted"]!.AsArray().Select(tower => tower!.ToString())];
        static string Name(Tower tower) => Convert.ToHexStringLower(tower.PublicKey);
    }

    [TestMethod]
    public async Task ASessionIsEndedAndItsStatesGoToTheNext()
    {
        await using TowerWorld world = new();
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, [0, 1]);
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().SingleOrDefault()?.Applied == 2);
        await world.PassUntilAsync(() => world.Net.Open == 0);
        new TowerCommands(world.Store, world.Client).Run("terminate", new JsonObject { ["session"] = 1, ["delete"] = true });
        await world.PassUntilAsync(() => TowerWorld.Hints(tower).Count == 2 && world.Store.OpenSessions().SingleOrDefault()?.Applied == 2);
        Assert.AreEqual(1, tower.Book.Sessions.Count, "the tower deleted the first");
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, world.Signer.Reserved);
    }

    [TestMethod]
    public void WhatIsPendingIsSaidWithItsAge()
    {
        using TemporaryFolder folder = new();
        VirtualTime time = new() { Patience = TowerWorld.Patience };
        using TowerStore store = TowerStore.Open(Places.Of(folder.File("towers.db")), time);
        store.AddTower(Convert.FromHexString(Key), new TowerAddress("dead", 9911));
        store.AddSigned(TowerWorld.Channel(1), BlobType.Anchors, TowerWorld.State(1, 0));
        store.Revoke(TowerWorld.Channel(1), 0, new byte[32]);
        for (int i = 0; i < 8; i++)
        {
            time.Pass(TowerWorld.Patience);
        }

        JsonObject report = TowerView.Read(Places.Of(folder.File("towers.db")), time);
        Assert.AreEqual(120L, report["oldest_unacknowledged_seconds"]!.GetValue<long>());
        Assert.AreEqual(1L, report["towers"]![0]!["backups"]!["pending"]!.GetValue<long>());
        Assert.AreEqual(120L, report["channels"]![0]!["towers"]![0]!["oldest_pending_seconds"]!.GetValue<long>());
        store.Forget(TowerWorld.Channel(1));
        Assert.IsNull(store.Report()["oldest_unacknowledged_seconds"], "the channel is over");
    }

    [TestMethod]
    public void AFullFileStopsWhoeverWantsToWrite()
    {
        using TemporaryFolder folder = new();
        using TowerStore store = TowerStore.Open(folder.File("towers.db"), sizeBytesMax: 1 << 20);
        TowerStoreException full = Assert.ThrowsException<TowerStoreException>(() =>
        {
            for (ulong number = 0; number < 100_000; number++)
            {
                store.AddSigned(TowerWorld.Channel(1), BlobType.Anchors, TowerWorld.State(1, number));
            }
        });
        StringAssert.Contains(full.Message, "is full");
        Assert.IsFalse(store.Revoke(TowerWorld.Channel(1), 1_000_000, new byte[32]), "what is there can be used");
        Assert.IsTrue(store.Revoke(TowerWorld.Channel(1), 0, new byte[32]), "the last part is kept for that");
    }

    /// <summary>The room was taken before the device was asked; other channels' revocations have used some of the last part meanwhile.</summary>
    [TestMethod]
    public void ATicketWhoseRoomWasTakenIsKeptInAFullFile()
    {
        using TemporaryFolder folder = new();
        using TowerStore store = TowerStore.Open(folder.File("towers.db"), sizeBytesMax: 1 << 20);
        store.AddTower(Convert.FromHexString(Key), new TowerAddress("host", 1));
        store.AddSigned(TowerWorld.Channel(2), BlobType.Anchors, TowerWorld.State(2, 0) with { Ticket = [] });
        ulong number = 0;
        foreach (int size in new[] { 20_000, 16 })
        {
            Assert.ThrowsExactly<TowerStoreException>(() =>
            {
                while (true)
                {
                    store.AddSigned(TowerWorld.Channel(1), BlobType.Anchors, TowerWorld.State(1, number) with { Ticket = new byte[size] });
                    number++;
                }
            });
        }

        for (ulong revoked = 0; revoked < number; revoked++)
        {
            Assert.IsTrue(store.Revoke(TowerWorld.Channel(1), revoked, new byte[32]));
        }

        store.AddSigned(TowerWorld.Channel(2), BlobType.Anchors, TowerWorld.State(2, 0));
        Assert.IsTrue(store.HasTicket(TowerWorld.Channel(2), 0, 0));
    }

    [TestMethod]
    public void ADamagedOrForeignOrHeldFileIsSaid()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("text.db"), new string('x', 5000));
        TemporaryFolder.SetMode(folder.File("text.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        StringAssert.Contains(Assert.ThrowsException<TowerStoreException>(() => TowerStore.Open(folder.File("text.db"))).Message, "is no tower store");
        Holdfast.IntentLog.IntentStore.Open(folder.File("intents.db")).Dispose();
        StringAssert.Contains(Assert.ThrowsException<TowerStoreException>(() => TowerStore.Open(folder.File("intents.db"))).Message, "is a database, but no tower store");
        using TowerStore held = TowerStore.Open(folder.File("towers.db"));
        StringAssert.Contains(Assert.ThrowsException<TowerStoreException>(() => TowerStore.Open(folder.File("towers.db"))).Message, "another process holds the tower store");
    }

    /// <summary>A file of version 1 calls a column by another name: it is refused as a whole, and not found out at the first state.</summary>
    [TestMethod]
    public void AFileOfAnOlderVersionIsRefusedWithASentence()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("towers.db");
        TowerStore.Open(path).Dispose();
        using (SqliteConnection connection = new("Data Source=" + path + ";Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE signed RENAME COLUMN funding_prefix TO funding_tag; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        StringAssert.EndsWith(Assert.ThrowsExactly<TowerStoreException>(() => TowerStore.Open(path)).Message, "has version 1, known is 2");
        StringAssert.EndsWith(Assert.ThrowsExactly<TowerStoreException>(() => TowerView.Read(path)).Message, "has version 1, known is 2");
    }

    [TestMethod]
    public async Task AnOnionServiceIsReachedThroughTheProxy()
    {
        TcpTowerDialer without = new(null, false);
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<IOException>(() => without.DialAsync(new TowerAddress("xyz.onion", 9911), default))).Message, "no proxy is set");

        using TcpListener proxy = new(IPAddress.Loopback, 0);
        proxy.Start();
        TcpTowerDialer dialer = new(new TowerAddress("127.0.0.1", ((IPEndPoint)proxy.LocalEndpoint).Port), false);
        Assert.AreEqual("xyz.onion:9911", await DialAsync([5, 0, 0, 1, 1, 2, 3, 4, 0, 9]));
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<IOException>(() => DialAsync([5, 5, 0, 1]))).Message, "connection refused");
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<IOException>(() => DialAsync([4, 0, 0, 1]))).Message, "not SOCKS5");

        async Task<string> DialAsync(byte[] reply)
        {
            Task<Stream> dialing = dialer.DialAsync(new TowerAddress("xyz.onion", 9911), default);
            using TcpClient client = await proxy.AcceptTcpClientAsync();
            NetworkStream stream = client.GetStream();
            byte[] hello = new byte[3];
            await stream.ReadExactlyAsync(hello);
            await stream.WriteAsync(new byte[] { 5, 0 });
            byte[] connect = new byte[5 + 9 + 2];
            await stream.ReadExactlyAsync(connect);
            await stream.WriteAsync(reply);
            client.Client.Shutdown(SocketShutdown.Send);
            using Stream opened = await dialing;
            return System.Text.Encoding.ASCII.GetString(connect, 5, 9) + ":" + ((connect[14] << 8) + connect[15]);
        }
    }

    [TestMethod]
    public async Task APortWhereNobodyListensIsSaid()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        TcpTowerDialer dialer = new(null, false);
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<IOException>(() => dialer.DialAsync(new TowerAddress("127.0.0.1", port), default))).Message, "cannot be reached");
    }
}
