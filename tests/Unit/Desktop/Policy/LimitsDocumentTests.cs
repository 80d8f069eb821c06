using System.Globalization;
using System.Reflection;
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
        List<string> rows = [.. Row().Matches(page).Select(row => string.Join(' ', row.Groups.Values.Skip(1).Select(group => group.Value)))];
        List<string> code = [.. Enumerable.Range(0, LimitTable.Count).Select(index => Text(LimitTable.Row(index, 74)))];
        CollectionAssert.AreEqual(code, rows);
    }

    /// <summary>The class with the names has every row's value at the place of its name.</summary>
    [TestMethod]
    public void EveryLimitIsUnderItsName()
    {
        ulong[] values = [.. Enumerable.Range(0, LimitTable.Count).Select(index => LimitTable.Row(index, 74).Most == 1 ? 1 : (ulong)(100 + index))];
        Limits limits = new(values);
        IEnumerable<FieldInfo> fields = typeof(Limits).GetFields().OrderBy(field => field.MetadataToken);
        string[] code = [.. fields.Select(field => $"{field.Name} {Convert.ToUInt64(field.GetValue(limits), CultureInfo.InvariantCulture)}")];
        CollectionAssert.AreEqual(values.Select((value, index) => $"{LimitTable.Row(index, 74).Name} {value}").ToArray(), code);
    }

    private static string Text(LimitRow row) => row.Name == nameof(Limits.HtlcsMax)
        ? "HtlcsMax by device by device by device -"
        : string.Create(CultureInfo.InvariantCulture, $"{row.Name} {row.MainNetwork:N0} {row.OtherNetworks:N0} {row.Least:N0} to {row.Most:N0} {(row.IsLooserUp ? "up" : "down")}");

    [GeneratedRegex(@"^\| (\w+) \| ([\d,]+|by device) \| ([\d,]+|by device) \| ([\d,]+ to [\d,]+|by device) \| (up|down|-) \| .* \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
