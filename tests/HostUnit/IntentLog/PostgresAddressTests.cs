using Holdfast.IntentLog;
using Holdfast.PostgresLog;
using Npgsql;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>What may be written for `intent-log`, and what is refused before anything is sent to anybody.</summary>
[TestClass]
public sealed class PostgresAddressTests
{
    [TestMethod]
    [DataRow("postgres://node@localhost/logs", SslMode.Disable)]
    [DataRow("postgres://node@127.0.0.1:5433/logs", SslMode.Disable)]
    [DataRow("postgres://node@[::1]/logs", SslMode.Disable)]
    [DataRow("postgres://node@localhost/logs?host=/run/postgresql", SslMode.Disable)]
    [DataRow("postgres://node@localhost/logs?sslmode=verify-full", SslMode.VerifyFull)]
    [DataRow("postgresql://node@db.example/logs", SslMode.VerifyFull)]
    [DataRow("postgres://node@db.example/logs?sslmode=verify-full&sslrootcert=/etc/ca.pem", SslMode.VerifyFull)]
    [DataRow("postgres://node@10.0.0.5/logs?sslmode=disable&trusted-network=yes", SslMode.Disable)]
    [DataRow("postgres://node@10.0.0.5/logs?trusted-network=yes", SslMode.VerifyFull)]
    [DataRow("postgres://node@localhost/logs?host=10.0.0.5", SslMode.VerifyFull)]
    public void TheServersNameIsCheckedUnlessItIsOnThisHost(string address, SslMode expected) => Assert.AreEqual(expected, PostgresAddress.Parse(address).SslMode);

    [TestMethod]
    [DataRow("postgres://node@db.example/logs?sslmode=require")]
    [DataRow("postgres://node@db.example/logs?sslmode=verify-ca")]
    [DataRow("postgres://node@db.example/logs?sslmode=disable")]
    [DataRow("postgres://node@127.0.0.1.example/logs?sslmode=disable")]
    [DataRow("postgres://node@localhost/logs?sslmode=disable&host=db.example")]
    [DataRow("postgres://node@db.example/logs?sslmode=disable&trusted-network=no")]
    public void SomebodyBetweenTheHostsIsNotTrustedByMistake(string address) => Assert.ThrowsException<FormatException>(() => PostgresAddress.Parse(address));

    [TestMethod]
    [DataRow("postgres://")]
    [DataRow("postgres://db.example/logs")]
    [DataRow("postgres://u:hush@db.example/logs")]
    [DataRow("postgres://u:hush@localhost/db?sslmode=verify-full")]
    [DataRow("postgres://u@localhost")]
    [DataRow("postgres://u@localhost/db?hush=1")]
    [DataRow("postgres://u@localhost/db?password=hush")]
    [DataRow("postgres://u@localhost/db?sslmode=prefer")]
    [DataRow("postgres://u@localhost/db?sslmode=hush")]
    [DataRow("postgres://u@localhost/db?port=0")]
    [DataRow("postgres://u@localhost/db?host=/run,db.example")]
    public void AnAddressThatIsNoneIsASentenceWithoutItsSecrets(string address)
    {
        FormatException wrong = Assert.ThrowsException<FormatException>(() => PostgresPlace.Named(address));
        Assert.IsFalse(wrong.ToString().Contains("hush", StringComparison.Ordinal), wrong.Message);
    }

    [TestMethod]
    public void WhatIsNoAddressIsAFile()
    {
        Assert.IsFalse(PostgresPlace.IsAddress("/var/lib/node/intents.db"));
        Assert.IsFalse(PostgresPlace.IsAddress("postgres.db"));
        Assert.IsTrue(PostgresPlace.IsAddress("postgres://x"));
    }

    [TestMethod]
    public void AServerThatIsNotThereIsASentence()
    {
        using TemporaryFolder folder = new();
        PostgresPlace place = PostgresPlace.Parse("postgres://u@localhost/db?host=" + folder.FullName);
        IntentStoreException nobody = Assert.ThrowsException<IntentStoreException>(() => IntentStore.Open(place));
        Assert.AreEqual(IntentStoreFault.Unavailable, nobody.Fault);
        StringAssert.Contains(nobody.Message, "cannot be reached");
    }
}
