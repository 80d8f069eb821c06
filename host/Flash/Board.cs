using System.Text.Json;

namespace Holdfast.Flash;

/// <summary>What the board.json of a folder under boards says; boards/README.md explains the fields.</summary>
public sealed record Board(
    string Folder, string Name, string Chip, int CpuMegahertz, string RuntimeTarget, string RuntimeVersion,
    int DeployBytes, int ConfigBytes, string GeneratorTable, string LinkPort, int LinkBaud, string LinkThrough, string WriteThrough, string BeforeStart)
{
    /// <summary>The signer is not behind the connector through which the chip is written: its port is another one.</summary>
    public bool HasOwnLinkPort => LinkThrough != WriteThrough;

    /// <exception cref="FlashException">No such board (the message lists those that there are), or its description is broken.</exception>
    public static Board Load(string repository, string name)
    {
        string boards = Path.Combine(repository, "boards");
        string file = Path.Combine(boards, name, "board.json");
        if (name.Contains('/') || name.Contains('\\') || !File.Exists(file))
        {
            string[] known = Directory.Exists(boards) ? [.. Directory.EnumerateDirectories(boards).Select(d => Path.GetFileName(d)).Order()] : [];
            throw new FlashException($"There is no board '{name}'. Known boards: {string.Join(", ", known)}.");
        }

        try
        {
            JsonElement root = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
            JsonElement runtime = root.GetProperty("runtime");
            JsonElement partitions = root.GetProperty("partitions");
            JsonElement link = root.GetProperty("link");
            return new Board(
                name, Text(root, "name"), Text(root, "chip"), root.GetProperty("cpuMegahertz").GetInt32(),
                Text(runtime, "target"), Text(runtime, "version"),
                partitions.GetProperty("deployBytes").GetInt32(), partitions.GetProperty("configBytes").GetInt32(), Text(root, "generatorTable"),
                Text(link, "port"), link.GetProperty("baud").GetInt32(), Text(link, "through"),
                Text(root, "writeThrough"), Text(root, "beforeStart"));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FlashException($"boards/{name}/board.json: {broken.Message}");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"\"{name}\" is empty");
}
