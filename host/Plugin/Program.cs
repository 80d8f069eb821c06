// holdfast-plugin: started by lightningd ("plugin=/path/to/holdfast-plugin"), speaks JSON-RPC on stdin and stdout. README.md says what it does.
using Holdfast.Plugin;

if (args.Length > 0 && !args.All(argument => argument is "--developer" or "--dev-debug-self"))
{
    // lightningd starts a plugin without arguments, and with these in its developer mode.
    Console.WriteLine("holdfast-plugin " + typeof(PluginServer).Assembly.GetName().Version!.ToString(3));
    if (args[0] != "--version")
    {
        Console.WriteLine("This is a plugin for Core Lightning. Start it with this line in lightningd's configuration: plugin=" + Environment.ProcessPath);
    }

    return args[0] is "--version" or "--help" or "-h" ? 0 : 2;
}

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
PluginServer server = new(new JsonStream(input, output), NodeConfiguration.OfParent(), (settings, node, notify) => new Guardian(settings, node, notify));
try
{
    await server.RunAsync(CancellationToken.None);
    return 0;
}
catch (Exception end) when (end is IOException or System.Text.Json.JsonException or PluginRefusalException)
{
    Console.Error.WriteLine("holdfast-plugin: " + end.Message);
    return 1;
}
