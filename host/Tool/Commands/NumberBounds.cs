using System.CommandLine;
using System.Globalization;

namespace Holdfast.Tool.Commands;

/// <summary>
/// Between which numbers an option's value is. The text is read here once more, because asking the parser for the value of a text that is no number throws out of the parser.
/// </summary>
internal static class NumberBounds
{
    public static void Add(Option option, int min, int max, string sentence) => option.Validators.Add(result =>
    {
        foreach (System.CommandLine.Parsing.Token token in result.Tokens)
        {
            if (int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && (value < min || value > max))
            {
                result.AddError(sentence);
            }
        }
    });
}
