using Holdfast.IntentLog;

namespace Holdfast.JitChannels.Book;

/// <summary>The file of the orders. The numbers of states are those of <see cref="OrderState"/> and <see cref="OrderKind"/>.</summary>
internal static class JitSchema
{
    private const string Tables = """
        CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE purchase (
            number INTEGER PRIMARY KEY,
            lsp BLOB NOT NULL,
            scid INTEGER NOT NULL,
            cltv_delta INTEGER NOT NULL,
            min_fee_msat INTEGER NOT NULL,
            proportional INTEGER NOT NULL,
            size_msat INTEGER NOT NULL,
            min_size_msat INTEGER NOT NULL,
            max_size_msat INTEGER NOT NULL,
            valid_until_ms INTEGER NOT NULL,
            trusts_lsp INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            description TEXT NOT NULL,
            text TEXT NOT NULL,
            path_secret BLOB NOT NULL,
            created_ms INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            openings INTEGER NOT NULL DEFAULT 0,
            opened_ms INTEGER,
            taken_msat INTEGER NOT NULL DEFAULT 0,
            ended_ms INTEGER,
            note TEXT NOT NULL DEFAULT '');
        CREATE TABLE invoice (
            hash BLOB PRIMARY KEY,
            purchase INTEGER NOT NULL,
            request BLOB NOT NULL,
            text TEXT NOT NULL,
            expires_ms INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX of_purchase ON invoice (purchase);
        """;

    public static readonly DatabaseForm Form = new("book of channel orders", "orders", 0x48464a43, 1, Tables); // "HFJC"
}
