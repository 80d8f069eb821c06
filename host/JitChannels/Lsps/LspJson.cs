using System.Globalization;
using System.Text.Json;

namespace Holdfast.JitChannels.Lsps;

/// <summary>Values as bLIP-50 writes them.</summary>
internal static class LspJson
{
    private const int ShownMax = 200;

    /// <summary>A string of decimal digits without zeros in front; null when it is none or does not fit into 64 bits.</summary>
    public static ulong? Msat(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 20 } text && (text == "0" || text[0] != '0')
        && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong amount)
            ? amount
            : null;

    /// <summary>BLOCKxTRANSACTIONxOUTPUT; null when it is none.</summary>
    public static ulong? Scid(string? text) =>
        text?.Split('x') is [string block, string transaction, string output] && Part(block, (1 << 24) - 1) is { } height && Part(transaction, (1 << 24) - 1) is { } index
        && Part(output, ushort.MaxValue) is { } vout
            ? (height << 40) | (index << 16) | vout
            : null;

    /// <summary>A short channel id for people.</summary>
    public static string Text(ulong scid) => FormattableString.Invariant($"{scid >> 40}x{(scid >> 16) & 0xffffff}x{scid & 0xffff}");

    /// <summary>What somebody else wrote, for a sentence: short, and without anything that a terminal obeys.</summary>
    public static string Shown(string text)
    {
        string kept = new([.. text.Take(ShownMax).Select(letter => letter is >= ' ' and <= '~' ? letter : '?')]);
        return text.Length > ShownMax ? kept + "…" : kept;
    }

    private static ulong? Part(string text, ulong most) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= most ? number : null;
}
