using Catalog.Api.Actions;
using Catalog.Api.Pages;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Hosting;

namespace Catalog.Api.Hosting;

/// <summary>What a call of an endpoint costs, where it is not one request.</summary>
internal sealed record RequestCost(int Units);

/// <summary>Counts every request but those for our own files, behind routing, which says what it costs, and before anything is read.</summary>
internal static class FairShareMiddleware
{
    public static void AddFairShare(this IServiceCollection services)
    {
        services.AddSection<ShareOptions>();
        services.AddSingleton<FairShare>();
        services.AddSingleton<HeavyWork>();
        services.AddSingleton<ICostlyPlaces>(provider => provider.GetRequiredService<HeavyWork>());
        services.AddSingleton<DumpPlaces>();
    }

    public static void UseFairShare(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerPathFeature>() is not null)
        {
            await next(http);   // the page that tells of an error was counted when it was something else
            return;
        }

        try
        {
            var cost = http.GetEndpoint()?.Metadata.GetMetadata<RequestCost>()?.Units ?? 1;
            http.RequestServices.GetRequiredService<FairShare>().Take(http, await CallerAsync(http), cost);
        }
        catch (TooManyRequestsException e)
        {
            await RefuseAsync(http, e);
            return;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await next(http);
    });

    /// <summary>Anonymous also where the database cannot say: the answer that tells of it counts for the network.</summary>
    private static async Task<Caller> CallerAsync(HttpContext http)
    {
        try
        {
            return await http.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(http.RequestAborted);
        }
        catch (NpgsqlException)
        {
            return Caller.Anonymous;
        }
    }

    private static Task RefuseAsync(HttpContext http, TooManyRequestsException e)
    {
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            return Envelope.WriteErrorAsync(http, http.Request.RouteValues["name"] as string ?? "", Caller.Anonymous, e);
        if (!Portal.ForPeople(http))
            return PlainErrors.Page(http, StatusCodes.Status429TooManyRequests, e.Message).ExecuteAsync(http);
        ErrorPage.Tell(http, e);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }
}
