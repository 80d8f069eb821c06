using System.Collections.Immutable;
using System.Net;
using System.Text;
using Holdfast.Dashboard.Page;
using Holdfast.Dashboard.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Dashboard;

/// <summary>How often it looks, and how many may watch; for tests.</summary>
internal sealed record DashboardSettings
{
    public int Port { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    public int WatchersMax { get; init; } = 8;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>
/// One page on this computer's own address, for whoever knows the token in its URL. There is nothing that it can change: every request but GET and HEAD is refused, and the
/// picture comes from programs and files that are only read.
/// </summary>
/// <remarks>
/// Who is kept out, and how:
/// <list type="bullet">
/// <item>other computers: it listens on the loopback address only;</item>
/// <item>other users and programs of this computer: the token has 192 random bits and is compared in constant time;</item>
/// <item>a web site in the owner's browser that has its own name resolve to 127.0.0.1: the Host header must be this server's own address, and no reply can be read from
/// another origin or shown in a frame;</item>
/// <item>words of others in the page (names of nodes, sentences of refusals): they are escaped where they are written, and the policy allows no script, style or picture but
/// this server's own files;</item>
/// <item>whoever opens many connections: their number is bounded, as is that of pages that watch.</item>
/// </list>
/// </remarks>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int ConnectionsMax = 64;
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly ImmutableDictionary<string, (string Type, byte[] Content)> s_files = new Dictionary<string, (string, byte[])>
    {
        ["page.css"] = ("text/css; charset=utf-8", Embedded("page.css")),
        ["page.js"] = ("text/javascript; charset=utf-8", Embedded("page.js")),
        ["icon.svg"] = ("image/svg+xml", Encoding.UTF8.GetBytes(Icon.File)),
    }.ToImmutableDictionary();

    private readonly AccessToken _token = new();
    private readonly DashboardSettings _settings;
    private readonly Snapshots _snapshots;
    private readonly CancellationTokenSource _ending = new();
    private readonly WebApplication _application;
    private int _watchers;

    private DashboardServer(IPictureSource source, DashboardSettings settings)
    {
        _settings = settings;
        _snapshots = new Snapshots(source, settings.Clock, settings.Interval / 2);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            kestrel.Listen(IPAddress.Loopback, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>The port that was asked for, or the one that the system chose.</summary>
    public int Port { get; private set; }

    /// <summary>The page's address, token included: for the person who started it, and nobody else.</summary>
    public string Address => $"http://127.0.0.1:{Port}/{_token.Text}/";

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DashboardServer> StartAsync(IPictureSource source, DashboardSettings settings)
    {
        DashboardServer server = new(source, settings);
        try
        {
            await server._application.StartAsync();
            server.Port = new Uri(server._application.Urls.Single()).Port;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _application.DisposeAsync();
        _snapshots.Dispose();
        _ending.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!IsOwnName(request.Headers.Host.ToString()))
        {
            await SayAsync(response, StatusCodes.Status403Forbidden, "This name is not the dashboard's. Use the address that `holdfast dashboard` printed.");
        }
        else if (request.Method is not ("GET" or "HEAD"))
        {
            response.Headers.Allow = "GET, HEAD";
            await SayAsync(response, StatusCodes.Status405MethodNotAllowed, "This page only looks.");
        }
        else if (request.Path.Value is not { } path || path.IndexOf('/', 1) is not (> 1 and int end) || !_token.Is(path[1..end]))
        {
            await SayAsync(response, StatusCodes.Status404NotFound,
                "There is nothing here. Use the whole address that `holdfast dashboard` printed; it is another one after each start.");
        }
        else
        {
            await AnswerAsync(context, path[(end + 1)..]);
        }
    }

    private async Task AnswerAsync(HttpContext context, string file)
    {
        CancellationToken gone = context.RequestAborted;
        if (file.Length == 0)
        {
            Snapshot snapshot = await _snapshots.FreshAsync(gone);
            await SendAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(PageText.Of(snapshot.Picture).Text));
        }
        else if (file == "live")
        {
            await WatchAsync(context);
        }
        else if (s_files.TryGetValue(file, out (string Type, byte[] Content) found))
        {
            await SendAsync(context, found.Type, found.Content);
        }
        else
        {
            await SayAsync(context.Response, StatusCodes.Status404NotFound, "There is no such file.");
        }
    }

    /// <summary>Server-sent events: a section each time that it has changed, until the browser or this program goes.</summary>
    private async Task WatchAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (Interlocked.Increment(ref _watchers) > _settings.WatchersMax)
        {
            Interlocked.Decrement(ref _watchers);
            response.Headers.RetryAfter = "10";
            await SayAsync(response, StatusCodes.Status503ServiceUnavailable, "Too many pages watch already.");
            return;
        }

        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending.Token);
        try
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            response.ContentType = "text/event-stream";
            if (HttpMethods.IsHead(context.Request.Method))
            {
                return;
            }

            Dictionary<string, string> sent = [];
            using PeriodicTimer timer = new(_settings.Interval, _settings.Clock);
            do
            {
                Snapshot snapshot = await _snapshots.FreshAsync(over.Token);
                StringBuilder events = new();
                foreach ((string id, Html content) in snapshot.Sections.Where(section => sent.GetValueOrDefault(section.Id) != section.Content.Text))
                {
                    sent[id] = content.Text;
                    events.Append("event: section\ndata: ").Append(id).Append("\ndata: ").Append(content.Text.ReplaceLineEndings("\ndata: ")).Append("\n\n");
                }

                // A comment tells a connection that nobody listens on any more, so that its place is free again.
                await response.WriteAsync(events.Length > 0 ? events.ToString() : ":\n\n", over.Token);
                await response.Body.FlushAsync(over.Token);
            }
            while (await timer.WaitForNextTickAsync(over.Token));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The browser went, or this program goes.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    /// <summary>The address itself or "localhost", with this server's port. A browser sends the name in its address line, whatever that resolves to.</summary>
    private bool IsOwnName(string host) =>
        host == "127.0.0.1:" + Port || string.Equals(host, "localhost:" + Port, StringComparison.OrdinalIgnoreCase);

    private static async Task SendAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static async Task SayAsync(HttpResponse response, int code, string sentence)
    {
        response.StatusCode = code;
        response.ContentType = "text/plain; charset=utf-8";
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.WriteAsync(sentence + "\n");
        }
    }

    private static byte[] Embedded(string name)
    {
        using Stream stream = typeof(DashboardServer).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
