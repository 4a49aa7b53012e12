using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using System.Threading.RateLimiting;

namespace Catalog.Api.Hosting;

/// <summary>Limits of the web server (security rule 29): slow, huge or too many requests end early and leave room for the others.</summary>
internal static class WebServer
{
    public static void AddWebServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestLineSize = 64 * 1024;   // filters and searches come by GET (contract 1.13)
            server.Limits.MaxRequestBufferSize = 1024 * 1024;
            server.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
            server.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            server.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            server.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
            server.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
            server.Limits.MaxConcurrentConnections = 2000;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(4));
        builder.Services.Configure<FormOptions>(form => form.ValueLengthLimit = 16 * 1024 * 1024);
        builder.Services.AddRateLimiter(limiter =>
        {
            // Not a rate for each caller: a bound on what runs at once. Who finds no place in the queue is told when to come back.
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter(
                "all", _ => new ConcurrencyLimiterOptions { PermitLimit = 200, QueueLimit = 1000, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "2";
                return ValueTask.CompletedTask;
            };
        });
    }
}
