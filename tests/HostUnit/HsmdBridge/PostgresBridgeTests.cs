using System.Globalization;
using Holdfast.HostUnit.IntentLog;
using Holdfast.IntentLog;
using Holdfast.PostgresLog;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// holdfast-hsmd with its intent log in a PostgreSQL server: bridge and server are killed with -9 at every boundary of signing, and every intent is counted against the
/// replies that were let out. HOLDFAST_KILL_SIGNS raises the number (nightly: 1000). Skipped where PostgreSQL is not installed.
/// </summary>
[TestClass]
public sealed class PostgresBridgeTests
{
    private const int NormalSigns = 24;

    /// <summary>Keeps every intent that was ever stored and every end of one, whatever the log forgets later.</summary>
    private const string Witness = """
        CREATE TABLE witness (id BIGINT, kind TEXT, request BYTEA, outcome BIGINT);
        CREATE FUNCTION witnessed() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO public.witness VALUES (NEW.id, NEW.kind, NEW.request, NEW.outcome); RETURN NEW; END $$;
        CREATE TRIGGER witness AFTER INSERT OR UPDATE ON holdfast_intents.intent FOR EACH ROW EXECUTE FUNCTION witnessed();
        """;

    [TestMethod]
    public void KilledBridgesAndServersLoseNoIntentAndLetOutNoReplyWithoutOne()
    {
        int signs = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_KILL_SIGNS") ?? NormalSigns.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        (ulong undisturbed, ulong undisturbedCommits, _) = KillLoopTests.Play(signs, isKilling: false);
        using PostgresServer server = PostgresServer.Start();
        string database = server.NewDatabase();
        string address = server.Address(database);
        IntentStore.Open(PostgresPlace.Parse(address)).Dispose();
        server.Scalar(Witness, database);

        int serverKills = 0;
        (ulong signed, ulong commits, int kills) = KillLoopTests.Play(signs, isKilling: true, address, kill =>
        {
            if (kill % 3 == 0)
            {
                server.Kill();
                server.StartAgain();
                serverKills++;
            }
        });

        Assert.AreEqual(undisturbed, signed, "commitments of the peer whose signature the node got");
        Assert.AreEqual(undisturbedCommits, commits, "promises on flash: a double would be one more, a lost one one less");
        const string ofSigns = "FROM witness WHERE kind = 'SignCounterpartyCommitment'";
        long completed = (long)server.Scalar($"SELECT count(DISTINCT request) {ofSigns} AND outcome = 1", database)!;
        long open = (long)server.Scalar($"SELECT count(*) FROM (SELECT id {ofSigns} GROUP BY id HAVING max(outcome) = 0) AS open", database)!;
        Assert.AreEqual((long)signed + 1, completed, "each reply that was let out has its intent, completed: these, and that of the opening; no number has two contents");
        Assert.AreEqual(0L, open, "no intent is left open");
        Console.WriteLine($"{signed} signs, {kills} kills of the bridge, {serverKills} of the server, {commits} journal commits, as without kills");
    }
}
