using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Policy;

namespace Holdfast.Unit.Desktop.Policy;

/// <summary>RULES.md's table of limits has every limit of the code, with the numbers of both sets.</summary>
[TestClass]
public partial class LimitsDocumentTests
{
    [TestMethod]
    public void EveryLimitHasItsRowAndItsNumbers()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(VectorFile.PathOf("README.md"))!, "..", "..", "firmware", "Policy", "RULES.md"));
        List<string> rows = [.. Row().Matches(page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}")];
        Limits main = new(true, 74);
        Limits test = new(false, 74);
        List<string> code =
        [
            .. typeof(Limits).GetFields().OrderBy(field => field.MetadataToken).Select(field => field.Name == nameof(Limits.HtlcsMax)
                ? "HtlcsMax by device by device"
                : string.Create(CultureInfo.InvariantCulture, $"{field.Name} {field.GetValue(main):N0} {field.GetValue(test):N0}")),
        ];
        CollectionAssert.AreEqual(code, rows);
    }

    [GeneratedRegex(@"^\| (\w+Max|\w+Min|DustSat|CloseToleranceSat) \| ([\d,]+|by device) \| ([\d,]+|by device) \| .* \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
