using Holdfast.Histories;

namespace Holdfast.Thefts;

/// <summary>One fix, how it is taken out of a copy of the firmware, and what must be found then.</summary>
/// <param name="Deeds">What has to be played for it; all when empty.</param>
internal sealed record UndoneFix(string Theft, Func<AlteredWorld, AlteredWorld> Undo, string Finding, string Deeds = "")
{
    private const string Requests = "Holdfast.Requests.";

    /// <summary>By name; the number is that of the list of thefts which an audit had confirmed.</summary>
    public static IReadOnlyDictionary<string, UndoneFix> All { get; } = new Dictionary<string, UndoneFix>
    {
        ["1 announcements"] = new("an announcement whose end is the preimage of a spend of the funding",
            world => world.Replaced(Requests + "SignChannelAnnouncementHandler", "Handle", "Announcement"), "Loss"),
        ["2 split"] = new("inputs of the holder called somebody else's, one request for each",
            world => world.Answering(Requests + "WalletBalance", "IsEveryInputKnown", 1), "Loss"),
        ["3 sweep type"] = new("a sweep of which only the first output is signed",
            world => world.WithLastArgument(Requests + "SignCounterpartyHtlcSweepHandler", "Handle", "Sign", 0x83), "Loss"),
        ["4 shutdown script"] = new("a thief's script at the set-up, then a close",
            world => world.Without("Holdfast.Policy.ShutdownScriptIsOurs", "Require"), "Loss"),
        ["5 approvals"] = new("a press for one thing, used for another",
            world => world.Replaced(Requests + "Owner", "Subject", "Subject"), "Loss"),
        ["6 channel balances"] = new("a splice that spends a balance which nobody counts",
            world => world.Answering("Holdfast.Channels.Funding", "get_MostSat", 0), "Loss"),
        ["7 allowance"] = new("a fee allowance that has no bound",
            world => world.Answering("Holdfast.Policy.Limits", "OnChainFeeSat", 5_000_000), "Loss"),
        ["8 first commitments"] = new("the holder's commitment promises all to the holder, the peer's all to the peer",
            world => world.Replaced("Holdfast.Channels.Funding", "get_LeastSat", "OursAlone"), "Loss"),
        ["9 abandoned openings"] = new("an opening that was given up comes back with a better content",
            world => world.Without("Holdfast.Policy.AbandonedStaysAbandoned", "Require"), "Loss"),
        ["10 funding txid"] = new("commitments for a transaction whose id never exists",
            world => world.Answering(Requests + "WalletInput", "get_IsNativeSegwit", 1), "Loss"),
        ["11 anchors"] = new("the holder's commitment does not confirm while the owner sleeps",
            world => world.Answering(Requests + "WalletInput", "IsOfCommitment", 0), "Liveness"),
        ["12 stale keys"] = new("an opening that starts over is refused until a reboot",
            world => world.Without(Requests + "HolderKeyRing", "Forget"), "Liveness"),
        ["13 feerate of payments"] = new("the transaction of a payment leaves everything to miners",
            world => world.Without("Holdfast.Policy.FeerateFitsFee", "Require"), "Loss"),
        ["14 trimming"] = new("a payment is trimmed at a feerate that nobody pays",
            world => world.Without("Holdfast.Policy.TrimmedWithinLimit", "Require"), "Loss"),
        ["15 invoices"] = new("an invoice that is a signed message or an offer",
            world => world.WithoutCall(Requests + "SignInvoiceHandler", "Handle", "Holdfast.Lightning.InvoiceText", "Require")
                .WithoutCall(Requests + "SignInvoiceHandler", "Handle", "Holdfast.Lightning.Invoice", "HashIn")
                .WithoutCall(Requests + "SignInvoiceHandler", "Handle", Requests + "VaultReview", "Require"), "Confusion"),
        ["16 future payments"] = new("a payment on a commitment that was never validated",
            world => world.Without("Holdfast.Policy.CommitmentIsHeld", "RequireHtlcs"), "Order"),
        ["17 splice after close"] = new("a splice is signed after a mutual close",
            world => world.WithoutCall("Holdfast.Policy.FundingRules", "RequireSplice", "Holdfast.Policy.ChannelGoesOn", "Require"), "Order"),
        ["older commitment"] = new("the peer's first commitment gives everything away and is never revoked",
            world => world.Replaced("Holdfast.Policy.FundingIsCountersigned", "Require", "CountersignedNow"), "Loss"),
        ["signed successor"] = new("a commitment of the holder that is signed is replaced by one that gives the holder more",
            world => world.Replaced("Holdfast.Policy.CurrentIsFixed", "Require", "CurrentIsFixed"), "Loss"),
        ["two channels"] = new("one transaction funds two channels, and each decides anew whose coins are whose",
            world => world.Answering(Requests + "WalletBalance", "MayFundLater", 0), "Loss"),
        ["coming back"] = new("a locked funding comes back as a splice and decides anew whose coins are whose",
            world => world.Answering(Requests + "WalletBalance", "IsOnlyOne", 1), "Loss"),
        ["one outpoint"] = new("a splice is counted with the balance of another channel that claims its outpoint",
            world => world.Without("Holdfast.Policy.OutpointHasOneChannel", "Require"), "Loss"),
        ["lock again"] = new("a lock of the funding in use drops a splice that both have signed",
            world => world.Replaced("Holdfast.Channels.Facts.OutpointLocked", "ApplyTo", "LockedAlone"), "Loss"),
        ["prepared expiry"] = new("a payment to the holder is prepared with an early expiry that nobody wrote down",
            world => world.Answering(Requests + "CounterpartyCommitment", "get_IsReleasable", 1), "Loss", "Ahead"),
        ["signed expiry"] = new("what was prepared with an early expiry is signed with a late one",
            world => world.Without("Holdfast.Policy.IncomingIsWritten", "Require"), "Loss", "Ahead"),
        ["book on flash"] = new("what was prepared with an early expiry is signed with a late one, after a reboot that forgets what was written down",
            world => world.Replaced("Holdfast.Channels.ChannelCodec", "ReadSum", "SumForgotten"), "Loss", "Ahead"),
        ["twin expiries"] = new("two payments to the holder that differ in their expiry only, and one output for both",
            world => world.Answering("Holdfast.Policy.IncomingIsWritten", "LeavesNoChoice", 1), "Loss", "Ahead"),
    };
}
