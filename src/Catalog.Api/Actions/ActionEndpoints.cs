using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Api.Hosting;
using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>The routes under <c>/api</c> (contract 1.1, 1.2). Every action is reached through <see cref="RunAsync"/>, one of the two places that catch everything.</summary>
internal static partial class ActionEndpoints
{
    private static readonly string[] Allowed = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Options];

    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in new[] { "/api/action", "/api/3/action" })
            routes.Map($"{prefix}/{{name}}", CallAsync);   // with and without a trailing slash; no redirect: ckanapi posts with redirects off
        routes.Map("/api", http => VersionAsync(http, 1));
        foreach (var version in new[] { 1, 2, 3 })
            routes.Map($"/api/{version}", http => VersionAsync(http, version));
        routes.Map("/api/{**rest}", http => Envelope.WriteTextAsync(http, StatusCodes.Status404NotFound, "Not found"));
    }

    private static Task VersionAsync(HttpContext http, int version) => IsRead(http)
        ? Envelope.WriteAsync(http, StatusCodes.Status200OK, new JsonObject { ["version"] = version }, Caller.Anonymous)
        : Envelope.WriteTextAsync(http, StatusCodes.Status405MethodNotAllowed, "Method not allowed");

    private static async Task CallAsync(HttpContext http)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        var method = http.Request.Method;
        if (HttpMethods.IsOptions(method))
        {
            http.Response.Headers.Allow = string.Join(", ", Allowed);
            http.Response.ContentType = "text/html; charset=utf-8";
            return;
        }

        if (!Allowed.Contains(method, StringComparer.OrdinalIgnoreCase))
        {
            http.Response.Headers.Allow = string.Join(", ", Allowed);
            await Envelope.WriteTextAsync(http, StatusCodes.Status405MethodNotAllowed, "Method not allowed");
            return;
        }

        var action = http.RequestServices.GetRequiredService<ActionRegistry>().Find(name);
        if (action is null)
            await Envelope.WriteTextAsync(http, StatusCodes.Status400BadRequest, $"Bad request - Action name not known: {Cut(name)}");
        else if (action.Effect == Effect.Write && !HttpMethods.IsPost(method))
            await Envelope.WriteTextAsync(http, StatusCodes.Status400BadRequest, "Bad request - JSON Error: Invalid request. Please use POST method for your request");
        else
            await RunAsync(http, action);
    }

    private static async Task RunAsync(HttpContext http, ActionInfo action)
    {
        var caller = Caller.Anonymous;
        try
        {
            // Before the body: what strangers send is not stored.
            var known = await http.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(http.RequestAborted);
            using var input = await RequestParameters.ReadAsync(http.Request, action, known, http.RequestAborted);
            var callback = Callback(http, input.Parameters);
            // A page of another site may load JSONP with the reader's token, so it never acts as anybody (contract 1.10).
            if (callback is null)
                caller = known;

            var work = Charged(http, known, ActionRegistry.Create(action, http.RequestServices), input.Parameters);
            work.File = input.File;
            work.Rows = input.Rows;
            if (work.IsHeavy(input.Parameters))
                await http.RequestServices.GetRequiredService<HeavyWork>().EnterAsync(http.RequestAborted);
            var result = await work.InvokeAsync(input.Parameters, caller, http.RequestAborted);
            await Envelope.WriteSuccessAsync(http, action, caller, result, callback);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller went away: nobody to answer, nothing to log.
        }
        catch (Exception e)
        {
            if (Envelope.Describe(e).Status >= 500)
                Log.Failed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(action.Type), action.Name, e);
            await Envelope.WriteErrorAsync(http, action.Name, caller, e);
        }
    }

    /// <summary>Counts what the call costs beyond the one request that was counted on the way in.</summary>
    private static CkanAction Charged(HttpContext http, Caller caller, CkanAction work, JsonObject parameters)
    {
        if (work.Weigh(parameters) is > 1 and var units)
            http.RequestServices.GetRequiredService<FairShare>().Take(http, caller, units - 1);
        return work;
    }

    /// <summary>The JSONP function of a GET, taken out of the parameters in any case; null when there is none.</summary>
    private static string? Callback(HttpContext http, JsonObject parameters)
    {
        if (!parameters.Remove(RequestParameters.Callback, out var value) || !IsRead(http))
            return null;
        return RequireFunctionName(value?.ToString() ?? "");
    }

    /// <exception cref="BadRequestException">Not the name of a function: it would be a script of the caller's on our address.</exception>
    public static string RequireFunctionName(string name) =>
        CallbackName().IsMatch(name) ? name : throw new BadRequestException("callback must be the name of a function");

    private static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    private static string Cut(string name) => name.Length > 100 ? name[..100] : name;

    [GeneratedRegex(@"^[A-Za-z0-9_.$\[\]]{0,100}\z", RegexOptions.NonBacktracking)]
    private static partial Regex CallbackName();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Action {Action} failed")]
        public static partial void Failed(ILogger logger, string action, Exception exception);
    }
}
