using System.Text.Json;

namespace Holdfast.JitChannels.Lsps;

/// <summary>What an LSP offers, the cheapest first (the result of `lsps2.get_info`, bLIP-52).</summary>
public static class FeeMenu
{
    private const int EntriesMax = 64;

    /// <returns>Empty when the LSP opens no channels for this node at present.</returns>
    /// <exception cref="LspRefusalException">It is no menu of bLIP-52; the message says why.</exception>
    public static IReadOnlyList<OpeningTerms> Read(JsonElement result, DateTimeOffset now)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("opening_fee_params_menu", out JsonElement menu) || menu.ValueKind != JsonValueKind.Array)
        {
            throw new LspRefusalException("the LSP answered without a menu");
        }

        if (menu.GetArrayLength() > EntriesMax)
        {
            throw new LspRefusalException($"the LSP's menu has more than {EntriesMax} entries");
        }

        OpeningTerms[] entries = [.. menu.EnumerateArray().Select(entry => OpeningTerms.Read(entry, now))];
        for (int i = 1; i < entries.Length; i++)
        {
            (OpeningTerms before, OpeningTerms entry) = (entries[i - 1], entries[i]);
            bool rises = entry.MinFeeMsat >= before.MinFeeMsat && entry.Proportional >= before.Proportional
                && (entry.MinFeeMsat > before.MinFeeMsat || entry.Proportional > before.Proportional);
            if (!rises)
            {
                throw new LspRefusalException($"the LSP's menu is not ordered by rising fee: entry {i + 1} is not dearer than the one before");
            }
        }

        return entries;
    }
}
