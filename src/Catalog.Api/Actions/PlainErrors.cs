using System.Text.Encodings.Web;
using OpenData.Core.Errors;

namespace Catalog.Api.Actions;

/// <summary>Errors of routes that are no actions: downloads and dumps. The status is that of <see cref="Envelope.Describe"/>, the body a small page.</summary>
internal sealed partial class PlainErrors(ILogger<PlainErrors> logger) : IEndpointFilter
{
    private static readonly string[] OfTheFile = ["Accept-Ranges", "Content-Disposition", "Content-Type", "Content-Length", "ETag", "Last-Modified", "Link", "Memento-Datetime", "X-Dataset-Version", "X-Row-Count", "Repr-Digest", "Unencoded-Digest", "Trailer"];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;
        }
        catch (Exception e)
        {
            var status = Envelope.Describe(e).Status;
            if (status >= 500)
                LogFailed(http.Request.Path, e);
            if (http.Response.HasStarted)
            {
                http.Abort();   // the reader must see that the body is not whole
                return Results.Empty;
            }

            foreach (var header in OfTheFile)   // Clear() would take the CORS headers too
                http.Response.Headers.Remove(header);
            if (status == StatusCodes.Status503ServiceUnavailable)
                http.Response.Headers.RetryAfter = "5";
            // A wrong parameter of a route is 400; 409 is an action's word for it (contract 5.12).
            status = e is ValidationException ? StatusCodes.Status400BadRequest : status;
            return Page(http, status, e is ValidationException invalid ? Text(invalid) : e is CatalogException or BadRequestException ? e.Message : "Internal Server Error");
        }
    }

    public static IResult Page(HttpContext http, int status, string message)
    {
        http.Response.Headers.CacheControl = "no-cache";
        var text = HtmlEncoder.Default.Encode(message);
        return Results.Content($"<!doctype html><title>{status}</title><p>{text}</p>\n", "text/html; charset=utf-8", statusCode: status);
    }

    private static string Text(ValidationException e) =>
        string.Join("; ", e.Errors.Select(error => $"{error.Key}: {(error.Value is IEnumerable<string> texts ? string.Join(", ", texts) : error.Value)}"));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private partial void LogFailed(string path, Exception exception);
}
