using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.HostUnit.Dashboard;

/// <summary>
/// A real browser without a window, driven by its own protocol (Chrome DevTools) over a web socket: no package is needed for it. A machine without Chromium skips what
/// needs one.
/// </summary>
internal sealed class Chromium : IDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TemporaryFolder _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(Patience.Ms);
    private int _calls;

    private Chromium(Process process, TemporaryFolder profile)
    {
        _process = process;
        _profile = profile;
    }

    public static string? Program => Environment.GetEnvironmentVariable("HOLDFAST_CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
            .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is no browser.</summary>
    public static Chromium Start()
    {
        if (Program is not { } program)
        {
            Assert.Inconclusive("no Chromium is installed: apt-get install chromium, or HOLDFAST_CHROMIUM=/path/to/it");
            throw new UnreachableException();
        }

        ProcessStartInfo start = new("/bin/sh") { ArgumentList = { "-c", "exec \"$0\" \"$@\" > /dev/null 2>&1", program } };
        TemporaryFolder profile = new();
        foreach (string argument in new[]
        {
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--no-proxy-server", "--hide-scrollbars", "--remote-debugging-port=0", "--user-data-dir=" + profile.FullName, "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        Chromium browser = new(Process.Start(start)!, profile);
        try
        {
            browser.Connect();
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>Loads an address and waits until it is loaded.</summary>
    public void Open(string address, int width, int height = 900, bool isDark = false, bool hasScripts = true)
    {
        Call("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        Call("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
        });
        Call("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = !hasScripts });
        Call("Page.navigate", new JsonObject { ["url"] = address });
        Assert.IsTrue(Patience.Until(() => Evaluate("location.href === " + JsonValue.Create(address).ToJsonString() + " && document.readyState === 'complete'") is "true")
        , "the page does not load");
    }

    /// <summary>The value of an expression in the page, as text.</summary>
    public string Evaluate(string expression)
    {
        JsonNode? result = Call("Runtime.evaluate", new JsonObject { ["expression"] = "String(" + expression + ")", ["returnByValue"] = true })["result"];
        return result?["value"]?.ToString() ?? result?["description"]?.ToString() ?? string.Empty;
    }

    /// <summary>The whole page as a PNG.</summary>
    public byte[] Screenshot() => Convert.FromBase64String(
        Call("Page.captureScreenshot", new JsonObject { ["captureBeyondViewport"] = true, ["format"] = "png" })["data"]!.ToString());

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        _process.Dispose();
        _socket.Dispose();
        _patience.Dispose();

        // Its helpers end a moment later, and write until then.
        Patience.Until(() =>
        {
            try
            {
                _profile.Dispose();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    /// <summary>The browser writes the port that it has chosen into its profile.</summary>
    private void Connect()
    {
        string file = Path.Combine(_profile.FullName, "DevToolsActivePort");
        string[] lines = [];
        Assert.IsTrue(Patience.Until(() => _process.HasExited || (File.Exists(file) && (lines = File.ReadAllLines(file)).Length == 2))
            && !_process.HasExited, "Chromium does not start");
        using HttpClient client = new(new HttpClientHandler { UseProxy = false });
        JsonNode? page = null;
        Assert.IsTrue(Patience.Until(() => (page = JsonNode.Parse(client.GetStringAsync($"http://127.0.0.1:{lines[0]}/json/list").GetAwaiter().GetResult())!.AsArray()
            .FirstOrDefault(target => target?["type"]?.ToString() == "page")) != null));
        _socket.ConnectAsync(new Uri(page!["webSocketDebuggerUrl"]!.ToString()), _patience.Token).GetAwaiter().GetResult();
        Call("Page.enable", []);
    }

    private JsonNode Call(string method, JsonObject parameters)
    {
        int id = ++_calls;
        byte[] message = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString());
        _socket.SendAsync(message, WebSocketMessageType.Text, true, _patience.Token).GetAwaiter().GetResult();
        while (true)
        {
            JsonNode received = Receive();
            if (received["id"]?.GetValue<int>() == id)
            {
                return received["result"] ?? throw new InvalidOperationException(method + ": " + received.ToJsonString());
            }
        }
    }

    private JsonNode Receive()
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = _socket.ReceiveAsync(buffer, _patience.Token).GetAwaiter().GetResult();
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(text.ToArray())!;
    }
}
