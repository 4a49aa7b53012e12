using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Budget;
using Catalog.Api.Charts.Drawing;
using Microsoft.Extensions.Primitives;
using OpenData.Core.Access;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Charts;

/// <summary>The permalinks of charts (design C.4): of the current version with an ETag, of a version for ever.</summary>
internal static class ChartEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    // Another build may draw another picture: its answers must not pass for the old ones.
    private static readonly string Build = typeof(ChartEndpoints).Module.ModuleVersionId.ToString("N");

    public static void MapCharts(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/chart/{dataset}/{kind}.{format}", Methods, http => RunAsync(http, pinned: false)).ExcludeFromDescription();
        routes.MapMethods("/chart/{dataset}/v/{version}/{kind}.{format}", Methods, http => RunAsync(http, pinned: true)).ExcludeFromDescription();
    }

    private static async Task RunAsync(HttpContext http, bool pinned)
    {
        try
        {
            await AnswerAsync(http, pinned, http.RequestAborted);
        }
        catch (CatalogException e)
        {
            var (status, error) = Envelope.Describe(e);
            await Envelope.WriteAsync(http, status, new JsonObject { ["error"] = error, ["success"] = false }, Caller.Anonymous);
        }
    }

    private static async Task AnswerAsync(HttpContext http, bool pinned, CancellationToken ct)
    {
        var (services, query) = (http.RequestServices, http.Request.Query);
        var caller = await services.GetRequiredService<CallerResolver>().ResolveAsync(ct);
        var (kind, format) = ((string)http.Request.RouteValues["kind"]!, (string)http.Request.RouteValues["format"]!);
        if (!ChartSpec.Kinds.Contains(kind, StringComparer.Ordinal))
            throw new NotFoundException(Nearest.Unknown("kind of chart", kind, ChartSpec.Kinds));
        if (!ChartSpec.Formats(kind).Contains(format, StringComparer.Ordinal))
            throw new NotFoundException(Nearest.Unknown("format", format, ChartSpec.Formats(kind)));

        var request = pinned ? VersionRequest.Parse((string)http.Request.RouteValues["version"]!, null) : VersionRequest.Parse(query["version"], query["as_of"]);
        var cube = await services.GetRequiredService<CubeAccess>().RequireAsync((string)http.Request.RouteValues["dataset"]!, request, caller, ct);
        var spec = ChartSpec.Parse(cube, kind, pinned ? cube.Version : null, query);
        var tag = Tag(cube, spec, format);
        if (http.Request.Headers.IfNoneMatch.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(value => value == tag || value == "*" || value == $"W/{tag}"))
        {
            SetHeaders(http, caller, cube, spec, format, tag);
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var data = await services.GetRequiredService<ChartMaker>().MakeAsync(cube, spec, null, ct);
        var (type, body) = format switch
        {
            "svg" => ("image/svg+xml; charset=utf-8", Encoding.UTF8.GetBytes(SvgWriter.Write(ChartMaker.Draw(data), kind, inPage: false))),
            "png" => ("image/png", PngWriter.Write(ChartMaker.Draw(data))),
            "csv" => ("text/csv; charset=utf-8", ChartFiles.Csv(data)),
            _ => ("application/json; charset=utf-8", ChartFiles.Json(data)),
        };
        SetHeaders(http, caller, cube, spec, format, tag);   // not earlier: an error must not carry them
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, ct);
    }

    private static void SetHeaders(HttpContext http, Caller caller, Cube cube, ChartSpec spec, string format, string tag)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = !caller.IsAnonymous ? "private, no-store" : spec.Version is null ? "public, no-cache" : "public, max-age=31536000, immutable";
        headers.ETag = tag;
        headers.Vary = "Authorization";
        headers.ContentSecurityPolicy = "default-src 'none'";   // a picture needs nothing; its links still lead on
        headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture,
            $"{(format == "csv" ? "attachment" : "inline")}; filename=\"{cube.Name}-v{cube.Version}-{spec.Kind}-{spec.By.Name}.{format}\"");
        var site = http.RequestServices.GetRequiredService<ISiteAddress>().Url;
        headers.Append("Link", new StringValues(
        [
            $"<{site}{(spec with { Version = cube.Version }).Path(format)}>; rel=\"cite-as\"",
            $"<{site}{(spec with { Version = null }).Path(format)}>; rel=\"latest-version\"",
        ]));
    }

    private static string Tag(Cube cube, ChartSpec spec, string format)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Build} {cube.PackageId} {cube.Version} {spec.Path(format)}");
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}\"";
    }
}
