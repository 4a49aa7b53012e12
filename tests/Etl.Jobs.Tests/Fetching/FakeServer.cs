using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>A real web server on every address of this machine, with one handler for each first part of a path; it remembers who asked for what.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _handlers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers)> _requests = new();

    private FakeServer(WebApplication app) => _app = app;

    public int Port { get; private set; }

    /// <summary>Exact host and port, as in <c>Fetch:TestHosts</c>.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <summary>Requests for paths that start so, in their order.</summary>
    public IReadOnlyList<(string Path, IReadOnlyDictionary<string, string> Headers)> Requests(string prefix = "/") =>
        [.. _requests.Where(request => request.Path.StartsWith(prefix, StringComparison.Ordinal))];

    public static async Task<FakeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Any, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var server = new FakeServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        server.Port = new Uri(server._app.Urls.First()).Port;
        return server;
    }

    /// <summary>Answers <c>/name/...</c> so from now on.</summary>
    public void Answers(string name, RequestDelegate handler) => _handlers[name] = handler;

    public string Address(string path) => $"http://{Host}/{path}";

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        _requests.Enqueue((path, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_handlers.TryGetValue(path.Split('/')[1], out var handler))
            return handler(http);
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
