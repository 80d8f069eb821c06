using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.HeldPayments.Handlers;

/// <summary>
/// What a handler wrote, turned into a verdict. Two forms: an object of JSON, or a bare number. Whatever else it is, is refused with 400f and a sentence for the log; README.md has
/// the table.
/// </summary>
public static class VerdictParser
{
    /// <summary>More than this is no verdict.</summary>
    public const int BytesMax = 4096;

    public static Verdict Parse(ReadOnlySpan<byte> output)
    {
        if (output.Length > BytesMax)
        {
            return Verdict.Broken($"it wrote more than {BytesMax} bytes");
        }

        if (!Utf8.IsValid(output))
        {
            return Verdict.Broken("what it wrote is not UTF-8");
        }

        string text = Encoding.UTF8.GetString(output).Trim(' ', '\t', '\r', '\n');
        return text.Length == 0 ? Verdict.Broken("it wrote nothing")
            : text[0] == '{' ? OfObject(text)
            : OfNumber(text);
    }

    private static Verdict OfNumber(string text) =>
        !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || text.Length > 5
            ? Verdict.Broken("what it wrote is neither an object of JSON nor a number from 0 to 65535")
            : number == 0 ? Verdict.Hold : Verdict.Fail(FailureMessage.OfCode(number));

    private static Verdict OfObject(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            return Text(root, "result") switch
            {
                "continue" => Verdict.Continue,
                "hold" => Verdict.Hold,
                "fail" => OfFailure(root),
                _ => Verdict.Broken("its \"result\" is none of continue, hold and fail"),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return Verdict.Broken("what it wrote is not one object of JSON");
        }
    }

    private static Verdict OfFailure(JsonElement root) =>
        !root.TryGetProperty("failure_message", out _) ? Verdict.Fail(FailureMessage.Refused)
            : FailureMessage.Parse(Text(root, "failure_message") ?? string.Empty) is { } failure ? Verdict.Fail(failure)
            : Verdict.Broken("its \"failure_message\" is not 2 to 256 bytes in hexadecimal form");

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
