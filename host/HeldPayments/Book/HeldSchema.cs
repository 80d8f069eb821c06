using Holdfast.IntentLog;

namespace Holdfast.HeldPayments.Book;

/// <summary>The file of the held payments. The numbers of states are those of <see cref="InvoiceState"/> and <see cref="HeldState"/>.</summary>
internal static class HeldSchema
{
    private const string Tables = """
        CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE invoice (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            hash BLOB NOT NULL UNIQUE,
            bolt11 TEXT NOT NULL,
            amount_msat INTEGER NOT NULL,
            secret BLOB NOT NULL,
            is_of_vault INTEGER NOT NULL,
            expires_s INTEGER NOT NULL,
            final_delta INTEGER NOT NULL,
            jit_order INTEGER NOT NULL,
            settles_itself INTEGER NOT NULL,
            created_ms INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            preimage BLOB,
            settled_ms INTEGER,
            note TEXT NOT NULL DEFAULT '');
        CREATE TABLE payment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            invoice INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            failure TEXT,
            total_msat INTEGER NOT NULL);
        CREATE TABLE part (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            payment INTEGER NOT NULL,
            scid TEXT NOT NULL,
            number INTEGER NOT NULL,
            amount_msat INTEGER NOT NULL,
            expiry INTEGER NOT NULL,
            extra_fee_msat INTEGER NOT NULL,
            onion_msat INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            seen_ms INTEGER NOT NULL,
            UNIQUE (scid, number));
        CREATE TABLE judged (scid TEXT NOT NULL, number INTEGER NOT NULL, failure TEXT, seen_ms INTEGER NOT NULL, PRIMARY KEY (scid, number)) WITHOUT ROWID;
        CREATE INDEX of_invoice ON payment (invoice, state);
        CREATE INDEX of_payment ON part (payment);
        CREATE INDEX seen_first ON judged (seen_ms);
        """;

    public static readonly DatabaseForm Form = new("book of held payments", "holds", 0x48464850, 1, Tables); // "HFHP"
}
