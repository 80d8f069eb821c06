namespace Holdfast.IntentLog;

/// <summary>The tables of an intent log. A version that is not this one is refused, never reinterpreted.</summary>
internal static class Schema
{
    private const int ApplicationId = 0x4846494C; // "HFIL"
    private const int Version = 2;

    private const string Tables = """
        CREATE TABLE intent (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel BLOB NOT NULL,
            kind TEXT NOT NULL,
            request BLOB NOT NULL,
            request_hash BLOB NOT NULL,
            context BLOB NOT NULL,
            begun_ms INTEGER NOT NULL,
            outcome INTEGER NOT NULL DEFAULT 0,
            reply BLOB,
            receipt BLOB,
            note TEXT,
            closed_ms INTEGER);
        CREATE UNIQUE INDEX one_open_per_channel_and_kind ON intent (channel, kind) WHERE outcome = 0;
        CREATE INDEX closed_in_order ON intent (id) WHERE outcome <> 0;
        CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL);
        """;

    /// <summary>Version 1 called the receipt by another name.</summary>
    private const string Upgrade = "ALTER TABLE intent RENAME COLUMN anchor TO receipt; UPDATE state SET name = 'receipt' WHERE name = 'anchor'";

    public static readonly DatabaseForm Form = new("intent log", "intents", ApplicationId, Version, Tables, Upgrade);
}
