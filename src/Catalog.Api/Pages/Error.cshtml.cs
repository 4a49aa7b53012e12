using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Errors;

namespace Catalog.Api.Pages;

/// <summary>What a reader sees instead of an error: what happened, in the language of the page asked for, and where to go on.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class ErrorPage : PortalPage
{
    private static readonly object Key = new();

    /// <summary>403, 404, 410, 429, 400 or 500: the family of texts <c>error.{Kind}</c>.</summary>
    public string Kind { get; private set; } = "500";

    /// <summary>The sentence of an error that the reader may know about, or null.</summary>
    public string? Detail { get; private set; }

    /// <summary>Keeps the error for the page that tells it.</summary>
    public static void Tell(HttpContext context, CatalogException error) => context.Items[Key] = error;

    /// <summary>The problems of a request in one line, by field.</summary>
    public static string Sentence(ValidationException e) => string.Join("; ", e.Errors.Select(error => $"{error.Key}: {error.Value switch
    {
        IEnumerable<string> messages => string.Join(", ", messages),
        IReadOnlyDictionary<string, object> nested => string.Join(", ", nested.Values.OfType<IEnumerable<string>>().SelectMany(texts => texts)),
        var other => other,
    }}"));

    public void OnGet(int status) => Show(status);

    public void OnPost(int status) => Show(status);

    private void Show(int status)
    {
        Response.StatusCode = status is >= 400 and <= 599 ? status : StatusCodes.Status404NotFound;
        Kind = Response.StatusCode switch { 403 => "403", 404 => "404", 410 => "410", 429 => "429", < 500 => "400", _ => "500" };
        Detail = HttpContext.Items[Key] switch
        {
            ValidationException e => Sentence(e),
            CatalogException e => e.Message,
            _ => null,
        };
    }
}
