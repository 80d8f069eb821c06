using System.Reflection;
using System.Text.RegularExpressions;
using Holdfast.Protocol;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>A field as PROTOCOL.md writes it: "peer 33B", "flag [keyIndex u32]", "outputs wallet outputs".</summary>
public sealed record WireField(string Name, string Type, bool IsOptional);

/// <summary>
/// The tables of PROTOCOL.md, read as what they claim to be: a complete description of the bytes. <see cref="WireWriter"/> makes messages from
/// them alone, without the classes of firmware/Protocol.
/// </summary>
public static partial class WireTable
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(Root(), "firmware", "Protocol", "PROTOCOL.md"));

    private static readonly Dictionary<string, string> s_cells = s_lines
        .SkipWhile(line => line != "## Fields").TakeWhile(line => line != "## Requests")
        .Select(line => line.Split(" | ", 2)).Where(cells => cells.Length == 2 && cells[0] != "| name")
        .ToDictionary(cells => cells[0].TrimStart('|', ' '), cells => cells[1].TrimEnd('|', ' '));

    /// <summary>Id, name, fields of the request and fields of the reply, in the order of the page.</summary>
    public static List<(MessageId Id, string Name, WireField[] Request, WireField[] Reply)> Messages { get; } =
    [
        .. from line in s_lines.SkipWhile(line => line != "## Requests").TakeWhile(line => line != "Notes:")
        let row = Row().Match(line)
        where row.Success
        select ((MessageId)byte.Parse(row.Groups[1].Value), row.Groups[2].Value, Parse(row.Groups[3].Value), Parse(row.Groups[4].Value)),
    ];

    /// <summary>Number, name and status of every error code.</summary>
    public static List<(ErrorCode Code, string Name, ReplyStatus Status)> Errors { get; } =
    [
        .. from line in s_lines.SkipWhile(line => line != "## Error codes")
        let row = ErrorRow().Match(line)
        where row.Success
        select ((ErrorCode)ushort.Parse(row.Groups[1].Value), row.Groups[2].Value, Enum.Parse<ReplyStatus>(row.Groups[3].Value)),
    ];

    /// <summary>The fields of a compound type that has no cases: basepoints, sweep, and one item of wallet outputs and wallet signatures.</summary>
    public static WireField[] Fields(string type) => Parse(Items(s_cells[type]));

    /// <summary>What a wallet input has in front, and what each kind adds.</summary>
    public static (WireField[] All, Dictionary<string, WireField[]> ByKind) WalletInput()
    {
        string[] halves = Items(s_cells["wallet inputs"]).Split(", and by kind: ");
        Dictionary<string, WireField[]> kinds = [];
        foreach (string part in halves[1].Split("; "))
        {
            string[] sides = part.Split(": ", 2);
            foreach (string kind in sides[0].Split(", "))
            {
                kinds.Add(kind, Parse(sides[1]));
            }
        }

        return (Parse(halves[0]), kinds);
    }

    /// <summary>The largest count of a list.</summary>
    public static int CountMax(string type) => int.Parse(Count().Match(s_cells[type]).Groups[1].Value);

    /// <summary>The values of an enumeration.</summary>
    public static Dictionary<int, string> Values(string type)
        => s_cells[type].Split(", ").Select(value => value.Split(' ')).ToDictionary(words => int.Parse(words[0]), words => words[1]);

    public static bool IsEnumeration(string type) => typeof(MessageId).Assembly.GetType("Holdfast.Protocol." + type) is { IsEnum: true };

    /// <summary>The member of a class that a name of the page stands for.</summary>
    public static FieldInfo Member(Type type, string name)
        => type.GetField(char.ToUpperInvariant(name[0]) + name[1..]) ?? throw new AssertFailedException($"{type.Name} has no {name}");

    /// <summary>Where the member is: in the message, or in the content of the commitment that it is about.</summary>
    public static object Owner(object message, string name)
    {
        FieldInfo? commitment = message.GetType().GetField("Commitment");
        return commitment != null && message.GetType().GetField(char.ToUpperInvariant(name[0]) + name[1..]) == null ? commitment.GetValue(message)! : message;
    }

    private static string Items(string cell) => cell.Contains("each: ", StringComparison.Ordinal) ? cell[(cell.IndexOf("each: ", StringComparison.Ordinal) + 6)..] : cell;

    private static WireField[] Parse(string cell) => cell is "(empty)" ? [] : [.. cell.Split(", ").Select(Field)];

    private static WireField Field(string text)
    {
        Match optional = Optional().Match(text);
        string plain = optional.Success ? optional.Groups[1].Value : text;
        int at = plain.IndexOf(' ');
        return new WireField(plain[..at], plain[(at + 1)..], optional.Success);
    }

    private static string Root() => Path.GetFullPath(Path.Combine(VectorFile.PathOf("README.md"), "..", "..", ".."));

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| (.*) \| (.*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| (Malformed|Refused|Fault|NotNow) \| .* \|$")]
    private static partial Regex ErrorRow();

    [GeneratedRegex(@"^flag \[(.*)\]$")]
    private static partial Regex Optional();

    [GeneratedRegex(@"^u16 count≤(\d+)")]
    private static partial Regex Count();
}
