using Catalog.Api.Actions;
using Catalog.Api.Dcat.Rdf;
using Catalog.Api.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Texts;

namespace Catalog.Api.Dcat;

/// <summary><c>/catalog.ttl</c>, <c>/dataset/{name or id}.ttl</c> and their other formats (contract 6.3).</summary>
internal static class DcatRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>On the routes that answer for datasets of the type <c>dataset_series</c> alone.</summary>
    private static readonly object OnlySeries = new();

    public static void MapDcat(this IEndpointRouteBuilder routes)
    {
        var documents = routes.MapGroup("").AddEndpointFilter<PlainErrors>().AddEndpointFilter<RefuseNul>().ExcludeFromDescription();
        // A page's address begins with its language as it stands, which wins over a place for any language: so both are there.
        foreach (var language in TextCatalog.Languages.Skip(1).Select(language => $"/{language}").Append("").Append("/{language:regex(^[a-z][a-z]$)}"))
        {
            documents.MapMethods($"{language}/catalog.{RdfFormat.Route}", Methods, CatalogAsync);
            documents.MapMethods($"{language}/dataset/{{id}}.{RdfFormat.Route}", Methods, DatasetAsync);
            documents.MapMethods($"{language}/dataset_series/{{id}}.{RdfFormat.Route}", Methods, DatasetAsync).WithMetadata(OnlySeries);
        }
    }

    private static async Task<IResult> CatalogAsync(
        string fmt, string? page, string? modified_since, string? q, string? fq, string? profiles, HttpContext http, DcatDocuments documents, CancellationToken ct)
    {
        var format = RdfFormat.OfExtension(fmt) ?? throw new NotFoundException();
        return Send(http, await documents.CatalogAsync(CatalogRequest.Parse(page, modified_since, q, fq, profiles), format, ct), format, isPublic: true);
    }

    private static async Task<IResult> DatasetAsync(
        string id, string fmt, string? profiles, HttpContext http, DcatDocuments documents, CallerResolver callers, PackageAccess access, PackageStore packages, CancellationToken ct)
    {
        var format = RdfFormat.OfExtension(fmt) ?? throw new NotFoundException();
        var edition = DcatProfile.Parse(profiles);
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(id, caller, ct);
        var package = await packages.FindAsync(readable.Id.ToString(), ct) ?? throw new NotFoundException();
        if (package.Type != "dataset_series" && http.GetEndpoint()!.Metadata.Contains(OnlySeries))
            throw new NotFoundException("Dataset series not found");
        return Send(http, await documents.DatasetAsync(package, format, edition, ct), format, caller.IsAnonymous);
    }

    private static FileContentHttpResult Send(HttpContext http, byte[] body, RdfFormat format, bool isPublic)
    {
        http.Response.Headers.CacheControl = isPublic ? "public, max-age=0, must-revalidate" : "private, no-cache";
        return TaggedDocument.Of(body, format.ContentType);
    }
}
