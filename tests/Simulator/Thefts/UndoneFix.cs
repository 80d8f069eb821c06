using Holdfast.Histories;

namespace Holdfast.Thefts;

/// <summary>One fix, how it is taken out of a copy of the firmware, and what must be found then.</summary>
internal sealed record UndoneFix(string Theft, Func<AlteredWorld, AlteredWorld> Undo, string Finding, string Deeds)
{
    private const string Handlers = "Holdfast.Requests.Handlers.";

    /// <summary>By name; the number is that of the list of thefts which an audit had confirmed.</summary>
    public static IReadOnlyDictionary<string, UndoneFix> All { get; } = new Dictionary<string, UndoneFix>
    {
        ["1 announcements"] = new("an announcement whose end is the preimage of a spend of the funding",
            world => world.Replaced(Handlers + "SignChannelAnnouncementHandler", "Handle", "Announcement"), "Loss", "Announce,Message"),
        ["15 invoices"] = new("an invoice that is a signed message or an offer",
            world => world.Without("Holdfast.Lightning.InvoiceText", "Require"), "Confusion", "Message"),
    };
}
