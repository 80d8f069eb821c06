using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.HeldPayments;

/// <summary>An HTLC is known by its channel's short id and its number there. lightningd asks again about the same one after a restart.</summary>
public sealed record HtlcName(string Scid, ulong Number)
{
    public override string ToString() => Scid + "/" + Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the hook `htlc_accepted` says of an HTLC, as far as it matters here.</summary>
public sealed record IncomingHtlc
{
    private const ulong ExtraFeeField = 65537;

    public required HtlcName Name { get; init; }

    /// <summary>32 bytes.</summary>
    public required byte[] PaymentHash { get; init; }

    public required ulong AmountMsat { get; init; }

    /// <summary>The height of the block with which it goes back to its sender.</summary>
    public required uint Expiry { get; init; }

    /// <summary>The node's newest block when it asked.</summary>
    public required long Height { get; init; }

    /// <summary>What the sender says to send in all parts together; null unless this is the last node.</summary>
    public ulong? TotalMsat { get; init; }

    /// <summary>32 bytes; null unless this is the last node.</summary>
    public byte[]? PaymentSecret { get; init; }

    public bool IsForwarded { get; init; }

    /// <summary>Who offers it: 33 bytes; null when the node does not say.</summary>
    public byte[]? PeerId { get; init; }

    /// <summary>What the sender wanted to arrive; 0 when the node does not say.</summary>
    public ulong OnionMsat { get; init; }

    /// <summary>What the peer says to have kept of it (bLIP-25); more than any amount when what it says cannot be read.</summary>
    public ulong ExtraFeeMsat { get; init; }

    /// <summary>Null when this is no such payload.</summary>
    public static IncomingHtlc? Parse(JsonNode? payload)
    {
        if (payload is not JsonObject { } hook || hook["htlc"] is not JsonObject htlc || hook["onion"] is not JsonObject onion)
        {
            return null;
        }

        byte[]? hash = Bytes32(htlc["payment_hash"]);
        string scid = Text(htlc["short_channel_id"]) ?? string.Empty;
        ulong? number = Number(htlc["id"]);
        ulong? amount = Msat(htlc["amount_msat"]);
        ulong? expiry = Number(htlc["cltv_expiry"]);
        bool hasHeight = long.TryParse(Text(htlc["cltv_expiry_relative"]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long relative);
        if (hash == null || scid.Length is 0 or > 64 || number == null || amount == null || expiry is null or > uint.MaxValue
            || !hasHeight || relative is > uint.MaxValue or < -uint.MaxValue)
        {
            return null;
        }

        return new IncomingHtlc
        {
            Name = new HtlcName(scid, number.Value),
            PaymentHash = hash,
            AmountMsat = amount.Value,
            Expiry = (uint)expiry.Value,
            Height = unchecked((uint)expiry.Value - (uint)relative), // lightningd computes with 32 bits, and the sender chooses the expiry
            TotalMsat = Msat(onion["total_msat"]),
            PaymentSecret = Bytes32(onion["payment_secret"]),
            PeerId = Text(hook["peer_id"]) is { Length: 66 } peer && peer.All(char.IsAsciiHexDigit) ? Convert.FromHexString(peer) : null,
            OnionMsat = Msat(onion["forward_msat"]) ?? 0,
            ExtraFeeMsat = ExtraFee(Text(htlc["extra_tlvs"])),
            IsForwarded = hook["forward_to"] != null || onion["short_channel_id"] != null || onion["next_node_id"] != null,
        };
    }

    /// <summary>Field 65537 of update_add_htlc, 8 bytes.</summary>
    private static ulong ExtraFee(string? tlvs)
    {
        if (string.IsNullOrEmpty(tlvs))
        {
            return 0;
        }

        try
        {
            TlvReader reader = new(Convert.FromHexString(tlvs));
            while (reader.Next())
            {
                if (reader.Type == ExtraFeeField)
                {
                    return BinaryPrimitives.ReadUInt64BigEndian(reader.Value(8));
                }
            }

            return 0;
        }
        catch (Exception unreadable) when (unreadable is FormatException or MalformedException)
        {
            return ulong.MaxValue;
        }
    }

    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString();

    private static ulong? Number(JsonNode? node) => ulong.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    /// <summary>Older nodes write the unit behind the number.</summary>
    private static ulong? Msat(JsonNode? node) =>
        ulong.TryParse(Text(node)?.Replace("msat", string.Empty, StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out ulong amount)
        && amount <= long.MaxValue
            ? amount
            : null;

    private static byte[]? Bytes32(JsonNode? node) => Text(node) is { Length: 64 } hex && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
}
