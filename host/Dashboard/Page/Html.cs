using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Holdfast.Dashboard.Page;

/// <summary>
/// Text that is HTML already. There are two ways to make one: as a constant of this program, and through <see cref="Of"/>, which escapes whatever stands in braces.
/// </summary>
internal readonly record struct Html(string Text)
{
    public static Html Empty { get; } = new(string.Empty);

    /// <summary>An interpolated string: what the program wrote is HTML, what stands in braces is escaped unless it is <see cref="Html"/>.</summary>
    public static Html Of(Writer text) => new(text.Take());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public static Html When(bool condition, Func<Html> then) => condition ? then() : Empty;

    /// <summary>A sentence in which `a command` stands between backticks.</summary>
    public static Html Sentence(string text) => Join(text.Split('`').Select((part, i) => i % 2 == 0 ? Of($"{part}") : Of($"<code>{part}</code>")));

    public override string ToString() => Text;

    /// <summary>
    /// Escapes text that came from somebody else: markup, and letters that cannot be seen but change how their neighbours are shown, such as those that turn the direction of
    /// writing.
    /// </summary>
    public static string Escape(string text)
    {
        StringBuilder visible = new(text.Length);
        foreach (Rune letter in text.EnumerateRunes())
        {
            visible.Append(Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                ? "\ufffd"
                : letter.ToString());
        }

        return HtmlEncoder.Default.Encode(visible.ToString());
    }

    /// <summary>What the compiler calls for an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal ref struct Writer
    {
        private readonly StringBuilder _text;

        public Writer(int literalLength, int formattedCount)
        {
            _text = new StringBuilder(literalLength + (formattedCount * 16));
        }

        public readonly void AppendLiteral(string html) => _text.Append(html);

        public readonly void AppendFormatted(Html html) => _text.Append(html.Text);

        public readonly void AppendFormatted(string? text) => _text.Append(Escape(text ?? string.Empty));

        public readonly void AppendFormatted(long number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public readonly void AppendFormatted(ulong number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>A coordinate: two decimals are less than a pixel.</summary>
        public readonly void AppendFormatted(double number) => _text.Append(number.ToString("0.##", CultureInfo.InvariantCulture));

        public readonly string Take() => _text.ToString();
    }
}
