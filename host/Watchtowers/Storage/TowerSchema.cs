using Holdfast.IntentLog;

namespace Holdfast.Watchtowers.Storage;

/// <summary>
/// The file of the towers. <c>signed</c> has one row per signed commitment of the peer; when it is revoked it gets its secret, and <c>backup</c> one row for each tower that
/// is to have it. A backup waits without a session, is committed to a session under a number with its bytes fixed, and ends with an outcome. One that the fee of a session would
/// eat waits for a session whose feerate is below that one.
/// </summary>
internal static class TowerSchema
{
    /// <summary>Of a session: updates go to it.</summary>
    public const int Open = 0;

    /// <summary>Every number was used and acknowledged.</summary>
    public const int Full = 1;

    /// <summary>Given up; its states went back to waiting. The note says why.</summary>
    public const int Retired = 2;

    /// <summary>Of a backup: not yet at the tower.</summary>
    public const int Pending = 0;

    public const int Acknowledged = 1;

    /// <summary>Nothing could be taken from the peer in this state.</summary>
    public const int Needless = 2;

    /// <summary>The device does not make it; the note says why.</summary>
    public const int Refused = 3;

    private const string Tables = """
        CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE tower (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, is_active INTEGER NOT NULL DEFAULT 1, added_ms INTEGER NOT NULL);
        CREATE TABLE address (id INTEGER PRIMARY KEY AUTOINCREMENT, tower INTEGER NOT NULL, host TEXT NOT NULL, port INTEGER NOT NULL, UNIQUE (tower, host, port));
        CREATE TABLE session (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tower INTEGER NOT NULL,
            blob_type INTEGER NOT NULL,
            key_index INTEGER NOT NULL,
            updates_max INTEGER NOT NULL,
            feerate INTEGER NOT NULL,
            sweep_key_index INTEGER NOT NULL,
            is_taproot INTEGER NOT NULL,
            sequence INTEGER NOT NULL DEFAULT 0,
            applied INTEGER NOT NULL DEFAULT 0,
            stage INTEGER NOT NULL DEFAULT 0,
            note TEXT NOT NULL DEFAULT '',
            opened_ms INTEGER NOT NULL);
        CREATE TABLE channel (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name BLOB NOT NULL UNIQUE,
            device_id BLOB NOT NULL,
            blob_type INTEGER NOT NULL,
            uncovered INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE signed (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel INTEGER NOT NULL,
            funding_prefix INTEGER NOT NULL,
            number INTEGER NOT NULL,
            txid BLOB NOT NULL,
            vout INTEGER NOT NULL,
            sat INTEGER NOT NULL,
            ticket BLOB NOT NULL,
            secret BLOB,
            revoked_ms INTEGER,
            UNIQUE (channel, number, funding_prefix));
        CREATE TABLE backup (
            state INTEGER NOT NULL,
            tower INTEGER NOT NULL,
            outcome INTEGER NOT NULL DEFAULT 0,
            session INTEGER,
            sequence INTEGER,
            hint BLOB,
            blob BLOB,
            seal BLOB,
            note TEXT,
            feerate_below INTEGER,
            PRIMARY KEY (tower, state)) WITHOUT ROWID;
        CREATE UNIQUE INDEX one_update_per_number ON backup (session, sequence) WHERE session IS NOT NULL;
        CREATE INDEX waiting ON backup (tower, state) WHERE outcome = 0 AND session IS NULL;
        CREATE INDEX waiting_for_less ON backup (tower, feerate_below) WHERE feerate_below IS NOT NULL AND outcome = 0 AND session IS NULL;
        CREATE INDEX of_state ON backup (state);
        """;

    public static readonly DatabaseForm Form = new("tower store", "towers", 0x48465453, 2, Tables); // "HFTS"
}
