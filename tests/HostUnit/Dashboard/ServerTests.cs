using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Dashboard;

namespace Holdfast.HostUnit.Dashboard;

/// <summary>Who may see the page, and what leaves this program.</summary>
[TestClass]
public sealed class ServerTests
{
    [TestMethod]
    public async Task ThePageIsThereForWhoeverHasItsAddress()
    {
        await using DashboardServer server = await StartAsync();
        using HttpClient client = Client();
        foreach ((string file, string type) in new[] { ("", "text/html"), ("page.css", "text/css"), ("page.js", "text/javascript"), ("icon.svg", "image/svg+xml") })
        {
            using HttpResponseMessage response = await client.GetAsync(server.Address + file);
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, file);
            Assert.AreEqual(type, response.Content.Headers.ContentType!.MediaType, file);
            Assert.AreNotEqual(0, (await response.Content.ReadAsByteArrayAsync()).Length, file);
        }
    }

    [TestMethod]
    public async Task WithoutTheTokenThereIsNothing()
    {
        await using DashboardServer server = await StartAsync();
        using HttpClient client = Client();
        Uri address = new(server.Address);
        string token = address.AbsolutePath.Trim('/');
        Assert.AreEqual(32, token.Length, "24 random bytes");
        foreach (string path in new[]
        {
            "/", "//", "/live", "/page.js", "/" + token, "/" + token[..^1] + "/", "/" + token + "x/", "/" + token.ToUpperInvariant() + "/", "/x/" + token + "/",
            "/" + new string('A', 32) + "/", 
            "/" + token + "/../", "/" + token + "/nothing", "/" + token + "/page.css/", "/" + token + "/..%2f..%2fetc/passwd",
        })
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}{path}"));
            Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode, path);
            string text = await response.Content.ReadAsStringAsync();
            Assert.IsFalse(text.Contains(token, StringComparison.Ordinal) || text.Contains("Lighthouse", StringComparison.Ordinal), path);
        }
    }

    [TestMethod]
    public async Task TwoStartsHaveDifferentTokens()
    {
        await using DashboardServer one = await StartAsync();
        await using DashboardServer two = await StartAsync();
        Assert.AreNotEqual(new Uri(one.Address).AbsolutePath, new Uri(two.Address).AbsolutePath);
    }

    /// <summary>A web site whose own name leads to 127.0.0.1 could otherwise read the page in the owner's browser, if it knew the token.</summary>
    [TestMethod]
    public async Task AForeignNameIsRefused()
    {
        await using DashboardServer server = await StartAsync();
        using HttpClient client = Client();
        foreach (string host in new[] { "evil.example", "evil.example:" + server.Port, "127.0.0.1", "localhost", "127.0.0.1:1",
            "localhost.evil.example:" + server.Port, "127.0.0.1.evil.example:" + server.Port })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, server.Address) { Headers = { Host = host } };
            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.AreEqual(HttpStatusCode.Forbidden, response.StatusCode, host);
        }

        using HttpRequestMessage local = new(HttpMethod.Get, server.Address) { Headers = { Host = "localhost:" + server.Port } };
        using HttpResponseMessage allowed = await client.SendAsync(local);
        Assert.AreEqual(HttpStatusCode.OK, allowed.StatusCode);
    }

    [TestMethod]
    public async Task NothingCanBeChanged()
    {
        await using DashboardServer server = await StartAsync();
        using HttpClient client = Client();
        foreach (string method in new[] { "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO" })
        {
            using HttpRequestMessage request = new(new HttpMethod(method), server.Address);
            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.AreEqual(HttpStatusCode.MethodNotAllowed, response.StatusCode, method);
        }

        using HttpRequestMessage head = new(HttpMethod.Head, server.Address);
        using HttpResponseMessage headed = await client.SendAsync(head);
        Assert.AreEqual(HttpStatusCode.OK, headed.StatusCode);
        Assert.AreNotEqual(0, headed.Content.Headers.ContentLength);
    }

    [TestMethod]
    public async Task EveryReplyKeepsTheBrowserIn()
    {
        await using DashboardServer server = await StartAsync();
        using HttpClient client = Client();
        foreach (string address in new[] { server.Address, server.Address + "page.js", $"http://127.0.0.1:{server.Port}/" })
        {
            using HttpResponseMessage response = await client.GetAsync(address);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            StringAssert.Contains(policy, "default-src 'none'");
            Assert.IsFalse(policy.Contains("unsafe", StringComparison.Ordinal), policy);
            Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.AreEqual("DENY", response.Headers.GetValues("X-Frame-Options").Single());
            Assert.AreEqual("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.AreEqual("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.IsTrue(response.Headers.CacheControl!.NoStore);
            Assert.AreEqual(0, response.Headers.Server.Count);
        }
    }

    [TestMethod]
    public async Task TheSystemChoosesAPortThatIsFreeAndATakenOneIsSaid()
    {
        await using DashboardServer server = await StartAsync();
        Assert.AreNotEqual(0, server.Port);
        IOException taken = await Assert.ThrowsExactlyAsync<IOException>(() => StartAsync(new DashboardSettings { Port = server.Port }));
        StringAssert.Contains(taken.Message, server.Port.ToString());
    }

    [TestMethod]
    public async Task OnlyThisComputerIsListenedTo()
    {
        await using DashboardServer server = await StartAsync();
        System.Net.NetworkInformation.IPGlobalProperties network = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties();
        CollectionAssert.AreEqual(
            new[] { IPAddress.Loopback }, network.GetActiveTcpListeners().Where(listener => listener.Port == server.Port).Select(listener => listener.Address).ToArray());
    }

    /// <summary>Every place is taken, the next one is told so, and a place is free again when its page goes.</summary>
    [TestMethod]
    public async Task SoManyPagesWatchAndNoMore()
    {
        await using DashboardServer server = await StartAsync(new DashboardSettings { Interval = TimeSpan.FromMilliseconds(20), WatchersMax = 3 });
        List<Watcher> watchers = [];
        try
        {
            for (int i = 0; i < 3; i++)
            {
                watchers.Add(await Watcher.StartAsync(server));
                Assert.AreEqual(HttpStatusCode.OK, watchers[i].Status);
                StringAssert.Contains(await watchers[i].ReadUntilAsync("towers"), "All is well.");
            }

            using (Watcher fourth = await Watcher.StartAsync(server))
            {
                Assert.AreEqual(HttpStatusCode.ServiceUnavailable, fourth.Status);
            }

            watchers[0].Dispose();
            HttpStatusCode status = HttpStatusCode.ServiceUnavailable;
            Assert.IsTrue(Patience.Until(() =>
            {
                using Watcher next = Watcher.StartAsync(server).GetAwaiter().GetResult();
                status = next.Status;
                return status == HttpStatusCode.OK;
            }));
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    [TestMethod]
    public async Task OnlyWhatHasChangedIsSentAgain()
    {
        FixedSource source = new(SamplePictures.Busy());
        await using DashboardServer server = await DashboardServer.StartAsync(source, new DashboardSettings { Interval = TimeSpan.FromMilliseconds(20) });
        using Watcher watcher = await Watcher.StartAsync(server);
        string first = await watcher.ReadUntilAsync("data: towers");
        foreach (string section in new[] { "headline", "chart", "tiles", "channels", "refusals", "requests", "intents", "approvals", "held", "towers" })
        {
            StringAssert.Contains(first, "event: section\ndata: " + section + "\n");
        }

        await watcher.ReadUntilAsync(":\n\n:\n\n");
        source.Picture = source.Picture with { Towers = source.Picture.Towers with { OldestUnacknowledgedSeconds = 4321 } };
        string second = await watcher.ReadUntilAsync("72");
        StringAssert.Contains(second, "data: towers\n");
        Assert.IsFalse(second.Contains("data: channels\n", StringComparison.Ordinal), second);
    }

    /// <summary>However many look, the node is looked at once per interval.</summary>
    [TestMethod]
    public async Task ManyWhoLookCostOneLook()
    {
        FixedSource source = new(SamplePictures.Busy());
        await using DashboardServer server = await DashboardServer.StartAsync(source, new DashboardSettings { Interval = TimeSpan.FromDays(1) });
        using HttpClient client = Client();
        string[] pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync(server.Address)));
        Assert.AreEqual(1, pages.Distinct().Count());
        Assert.AreEqual(1, source.Looks);
    }

    [TestMethod]
    public async Task ARequestThatIsNoneEndsNothing()
    {
        await using DashboardServer server = await StartAsync();
        foreach (string wrong in new[]
        {
            "\0\0\0\0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET http://evil/ HTTP/1.1\r\nHost: evil\r\n\r\n", "GET / HTTP/9\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
            "GET /" + new string('a', 20_000) + " HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        })
        {
            string reply = string.Empty;
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, server.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(wrong));
                using StreamReader reader = new(client.GetStream());
                reply = await reader.ReadLineAsync() ?? string.Empty;
            }
            catch (Exception hungUp) when (hungUp is IOException or SocketException)
            {
                // It hung up before it had read everything.
            }

            Assert.IsFalse(reply.StartsWith("HTTP/1.1 200", StringComparison.Ordinal), wrong.Length > 99 ? "long" : wrong);
        }

        using HttpClient good = Client();
        StringAssert.Contains(await good.GetStringAsync(server.Address), "All is well.");
    }

    private static Task<DashboardServer> StartAsync(DashboardSettings? settings = null) =>
        DashboardServer.StartAsync(new FixedSource(SamplePictures.Busy()), settings ?? new DashboardSettings());

    private static HttpClient Client() => new(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMilliseconds(Patience.Ms) };

    /// <summary>A page that watches.</summary>
    private sealed class Watcher(HttpClient client, HttpResponseMessage response, Stream stream) : IDisposable
    {
        public HttpStatusCode Status => response.StatusCode;

        public static async Task<Watcher> StartAsync(DashboardServer server)
        {
            HttpClient client = Client();
            HttpResponseMessage response = await client.GetAsync(server.Address + "live", HttpCompletionOption.ResponseHeadersRead);
            return new Watcher(client, response, await response.Content.ReadAsStreamAsync());
        }

        public async Task<string> ReadUntilAsync(string end)
        {
            using CancellationTokenSource patience = new(Patience.Ms);
            StringBuilder text = new();
            byte[] buffer = new byte[4096];
            while (!text.ToString().Contains(end, StringComparison.Ordinal))
            {
                int count = await stream.ReadAsync(buffer, patience.Token);
                Assert.AreNotEqual(0, count, "ended: " + text);
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            return text.ToString();
        }

        public void Dispose()
        {
            stream.Dispose();
            response.Dispose();
            client.Dispose();
        }
    }
}
