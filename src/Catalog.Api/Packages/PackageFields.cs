using System.Text.Json.Nodes;
using Catalog.Api.Actions;

namespace Catalog.Api.Packages;

/// <summary>A dataset as a client writes it (contract 2.2); what is right and wrong with it is decided in OpenData.Core/Packages/Input.</summary>
internal abstract record PackageFields
{
    [Parameter("Its slug: 2 to 100 of a-z, 0-9, - and _.")]
    public JsonNode? Name { get; init; }

    [Parameter("Its title; empty: the name.")]
    public JsonNode? Title { get; init; }

    [Parameter("The id or name of the organization that publishes it.")]
    public JsonNode? OwnerOrg { get; init; }

    [Parameter("Whether only members of the organization may see it.")]
    public JsonNode? Private { get; init; }

    [Parameter("What it is about, in Markdown.")]
    public JsonNode? Notes { get; init; }

    [Parameter("A web page about it.")]
    public JsonNode? Url { get; init; }

    [Parameter("A version as the publisher counts, at most 100 characters.")]
    public JsonNode? Version { get; init; }

    [Parameter("An id of license_list; others are kept as they are.")]
    public JsonNode? LicenseId { get; init; }

    [Parameter("Who made it.")]
    public JsonNode? Author { get; init; }

    [Parameter("Address of the author.")]
    public JsonNode? AuthorEmail { get; init; }

    [Parameter("Who keeps it.")]
    public JsonNode? Maintainer { get; init; }

    [Parameter("Address of the maintainer.")]
    public JsonNode? MaintainerEmail { get; init; }

    [Parameter("active, draft or deleted.")]
    public JsonNode? State { get; init; }

    [Parameter("Its kind; cannot be changed.")]
    public JsonNode? Type { get; init; }

    [Parameter("A list of objects with name and, for a tag of a vocabulary, vocabulary_id.")]
    public JsonNode? Tags { get; init; }

    [Parameter("More tags, separated by commas.")]
    public JsonNode? TagString { get; init; }

    [Parameter("A list of objects with key and value.")]
    public JsonNode? Extras { get; init; }

    [Parameter("A list of objects with the id or name of a group.")]
    public JsonNode? Groups { get; init; }

    [Parameter("A list of resources: files and links, in order.")]
    public JsonNode? Resources { get; init; }

    [AllParameters]
    public JsonObject All { get; init; } = [];
}
