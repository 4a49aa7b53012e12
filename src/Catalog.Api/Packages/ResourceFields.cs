using System.Text.Json.Nodes;
using Catalog.Api.Actions;

namespace Catalog.Api.Packages;

/// <summary>A resource as a client writes it (contract 2.3). Keys that are not named here are kept as the publisher's own.</summary>
internal abstract record ResourceFields
{
    [Parameter("A link to the file; of an upload its name.")]
    public JsonNode? Url { get; init; }

    [Parameter("Its name for people.")]
    public JsonNode? Name { get; init; }

    [Parameter("What is in it, in Markdown.")]
    public JsonNode? Description { get; init; }

    [Parameter("Its format; empty: guessed by the ending of the address.")]
    public JsonNode? Format { get; init; }

    [Parameter("Its hash, as the publisher writes it.")]
    public JsonNode? Hash { get; init; }

    [Parameter("Its size in bytes.")]
    public JsonNode? Size { get; init; }

    [Parameter("Its media type; left out: guessed by the ending of the address.")]
    public JsonNode? Mimetype { get; init; }

    [Parameter("Media type of what an archive holds.")]
    public JsonNode? MimetypeInner { get; init; }

    [Parameter("Its kind: file, api, documentation ...")]
    public JsonNode? ResourceType { get; init; }

    [Parameter("upload, datastore or empty.")]
    public JsonNode? UrlType { get; init; }

    [Parameter("A link to a copy.")]
    public JsonNode? CacheUrl { get; init; }

    [Parameter("When the copy was made.")]
    public JsonNode? CacheLastUpdated { get; init; }

    [Parameter("When it was made.")]
    public JsonNode? Created { get; init; }

    [Parameter("When its content last changed.")]
    public JsonNode? LastModified { get; init; }

    [Parameter("The file itself, as a part of a multipart form; it makes url, url_type, size, mimetype and last_modified. As a text it is ignored.")]
    public JsonNode? Upload { get; init; }

    [Parameter("true takes the uploaded file away; old states of the dataset keep it.")]
    public JsonNode? ClearUpload { get; init; }

    [AllParameters]
    public JsonObject All { get; init; } = [];
}
