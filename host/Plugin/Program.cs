// holdfast-plugin: started by lightningd ("plugin=/path/to/holdfast-plugin"), speaks JSON-RPC on stdin and stdout. README.md says what it does.
using Holdfast.Plugin;

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
PluginServer server = new(new JsonStream(input, output), (settings, node, notify) => new Guardian(settings, node, notify));
try
{
    await server.RunAsync(CancellationToken.None);
    return 0;
}
catch (Exception end) when (end is IOException or System.Text.Json.JsonException)
{
    Console.Error.WriteLine("holdfast-plugin: " + end.Message);
    return 1;
}
