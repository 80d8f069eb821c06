namespace Holdfast.JitChannels;

/// <summary>How channels are bought. The device has limits of its own; these can only be stricter.</summary>
public sealed record JitSettings
{
    /// <summary>BOLT 11's name of the network's coin.</summary>
    public required string Currency { get; init; }

    /// <summary>Hash of the network's first block; null on the main network, which offers and requests need not name.</summary>
    public byte[]? Chain { get; init; }

    /// <summary>33 bytes.</summary>
    public required byte[] NodeId { get; init; }

    /// <summary>The delay that this node imposes on its peers (watchtime-blocks).</summary>
    public required int OwnDelayBlocks { get; init; }

    /// <summary>The blocks that a payment must have left when it arrives.</summary>
    public required int FinalDelta { get; init; }

    /// <summary>Blocks that invoices ask for beyond that: bLIP-52 wants two, and the rest is the time in which the funding is buried.</summary>
    public int MarginBlocks { get; init; } = 8;

    /// <summary>0: the device's limit alone counts.</summary>
    public ulong FeeMsatMax { get; init; }

    /// <summary>Of the payment; 0: the device's limit alone counts.</summary>
    public uint FeePpmMax { get; init; }

    /// <summary>Buy from LSPs that want the preimage before they publish the funding.</summary>
    public bool TrustsLsps { get; init; }

    public TimeSpan InvoiceLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An entry of a menu that is valid for a shorter time is of no use to a payer.</summary>
    public TimeSpan TermsLifeMin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of one order, unpaid. Whoever has an offer can ask for them, and each takes a place in the device.</summary>
    public int OpenInvoicesMax { get; init; } = 4;

    /// <summary>As many as the device takes.</summary>
    public int OpenOrdersMax { get; init; } = 8;

    /// <summary>The LSP may try to open the channel of an order so often.</summary>
    public int OpeningsMax { get; init; } = 4;

    /// <summary>After this time an LSP that was allowed to open a channel, and has not forwarded the payment, may try again.</summary>
    public TimeSpan OpeningAgain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After the device did not answer.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromSeconds(10);
}
