using Holdfast.Histories;

namespace Holdfast.Thefts;

/// <summary>One fix, how it is taken out of a copy of the firmware, and what must be found then.</summary>
internal sealed record UndoneFix(string Theft, Func<AlteredWorld, AlteredWorld> Undo, string Finding)
{
    private const string Handlers = "Holdfast.Requests.Handlers.";

    /// <summary>By name; the number is that of the list of thefts which an audit had confirmed.</summary>
    public static IReadOnlyDictionary<string, UndoneFix> All { get; } = new Dictionary<string, UndoneFix>
    {
        ["1 announcements"] = new("an announcement whose end is the preimage of a spend of the funding",
            world => world.Replaced(Handlers + "SignChannelAnnouncementHandler", "Handle", "Announcement"), "Loss"),
        ["2 split"] = new("inputs of ours called somebody else's, one request for each",
            world => world.Answering("Holdfast.Requests.WalletBalance", "IsEveryInputKnown", 1), "Loss"),
        ["5 approvals"] = new("a press for one thing, used for another",
            world => world.Replaced("Holdfast.Requests.Owner", "Subject", "Subject"), "Loss"),
        ["6 channel balances"] = new("a splice that spends a balance which nobody counts",
            world => world.Answering("Holdfast.Channels.Funding", "get_MostSat", 0), "Loss"),
        ["7 allowance"] = new("a fee allowance that has no bound",
            world => world.Answering("Holdfast.Policy.Limits", "OnChainFeeSat", 5_000_000), "Loss"),
        ["8 first commitments"] = new("our commitment promises all to us, the peer's all to the peer",
            world => world.Replaced("Holdfast.Channels.Funding", "get_LeastSat", "OursAlone"), "Loss"),
        ["10 funding txid"] = new("commitments for a transaction whose id never exists",
            world => world.Answering("Holdfast.Requests.WalletInput", "get_IsNativeSegwit", 1), "Loss"),
        ["11 anchors"] = new("our commitment does not confirm while the owner sleeps",
            world => world.Answering("Holdfast.Requests.WalletInput", "IsOfOurCommitment", 0), "Liveness"),
        ["15 invoices"] = new("an invoice that is a signed message or an offer",
            world => world.Without("Holdfast.Lightning.InvoiceText", "Require"), "Confusion"),
        ["17 splice after close"] = new("a splice is signed after a mutual close",
            world => world.WithoutCall(Handlers + "SignSpliceHandler", "Handle", "Holdfast.Policy.ChannelGoesOn", "Require"), "Order"),
    };
}
