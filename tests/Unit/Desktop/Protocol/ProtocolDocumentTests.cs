using System.Reflection;
using System.Text.RegularExpressions;
using Holdfast.Protocol;

namespace Holdfast.Unit.Desktop.Protocol;

/// <summary>PROTOCOL.md's table of requests names the fields of every message, in the order of the wire, as the classes have them.</summary>
[TestClass]
public partial class ProtocolDocumentTests
{
    [TestMethod]
    public void EveryRequestHasItsRowAndEveryRowItsFields()
    {
        List<string> rows = [];
        foreach (string line in File.ReadLines(Document()).SkipWhile(line => line != "## Requests").TakeWhile(line => line != "Notes:"))
        {
            Match row = Row().Match(line);
            if (!row.Success)
            {
                continue;
            }

            MessageId id = (MessageId)byte.Parse(row.Groups["id"].Value);
            string name = row.Groups["name"].Value;
            Assert.AreEqual(id.ToString(), name);
            Assert.AreEqual(Fields(name), Names(row.Groups["request"].Value), $"fields of {name}");
            Assert.AreEqual(Fields(name + "Reply"), Names(row.Groups["reply"].Value), $"fields of {name}Reply");
            rows.Add(name);
        }

        CollectionAssert.AreEqual(Enum.GetNames<MessageId>(), rows);
    }

    private static string Names(string cell)
        => string.Join(' ', FieldName().Matches(cell).Select(match => match.Groups[1].Value.ToLowerInvariant()));

    // A field that is present only when a flag says so has a Has… beside it, which the document writes as "flag […]".
    private static string Fields(string name)
    {
        Type type = typeof(MessageId).Assembly.GetType("Holdfast.Protocol." + name)
            ?? throw new AssertFailedException($"no class {name}");
        string[] fields = [.. Members(type).SelectMany(field => field.Name == "Commitment" ? Members(field.FieldType).Where(part => HasPoint(name) || part.Name != "Point") : [field])
            .Select(field => field.Name)];
        return string.Join(' ', fields.Where(field => !(field.StartsWith("Has", StringComparison.Ordinal) && fields.Contains(field[3..]))).Select(field => field.ToLowerInvariant()));
    }

    // In the order in which they are declared.
    private static IEnumerable<FieldInfo> Members(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Instance).OrderBy(field => field.MetadataToken);

    // The point of a commitment of the holder does not travel.
    private static bool HasPoint(string name) => name != nameof(ValidateHolderCommitment);

    private static string Document()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory != null && !File.Exists(Path.Combine(directory, "Firmware.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "firmware", "Protocol", "PROTOCOL.md");
    }

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<name>\w+) \| (?<request>.*) \| (?<reply>.*) \|$")]
    private static partial Regex Row();

    // "flag [name 24B]", "name 33B", "name blob≤64", "name u32"
    [GeneratedRegex(@"(?:flag \[)?(\w+) [^,]+(?:, |$)")]
    private static partial Regex FieldName();
}
