using System.Text.Json.Nodes;
using Catalog.Api.Actions;

namespace Catalog.Api.Organizations;

/// <summary>The keys that an organization or group may be written with (contract 2.6). They are read from the whole by <c>OrganizationInput</c>.</summary>
internal record OrganizationDocument
{
    [AllParameters]
    public JsonObject All { get; init; } = [];

    [Parameter("2 to 100 lower-case letters, digits, - and _; unique among organizations and groups.")]
    public JsonNode? Name { get; init; }

    [Parameter("What people call it.")]
    public JsonNode? Title { get; init; }

    [Parameter("Markdown.")]
    public JsonNode? Description { get; init; }

    [Parameter("The address of its picture.")]
    public JsonNode? ImageUrl { get; init; }

    [Parameter("A picture, as a part of a multipart form: PNG, GIF or JPEG.")]
    public JsonNode? ImageUpload { get; init; }

    [Parameter("true takes the uploaded picture away.")]
    public JsonNode? ClearUpload { get; init; }

    [Parameter("organization or group, or another text that the site uses; cannot change.")]
    public JsonNode? Type { get; init; }

    [Parameter("Any text; approved by default.")]
    public JsonNode? ApprovalStatus { get; init; }

    [Parameter("active or deleted; of a new one only by sysadmins.")]
    public JsonNode? State { get; init; }

    [Parameter("A list of objects with key and value.")]
    public JsonNode? Extras { get; init; }

    [Parameter("The members: a list of objects with name and capacity (admin, editor, member).")]
    public JsonNode? Users { get; init; }

    [Parameter("The parents: a list of objects with name.")]
    public JsonNode? Groups { get; init; }

    [Parameter("The datasets of a group: a list of objects with name.")]
    public JsonNode? Packages { get; init; }
}

/// <summary>An organization or group that is to be made.</summary>
internal sealed record NewOrganizationDocument : OrganizationDocument
{
    [Parameter("A UUID; only by sysadmins.")]
    public JsonNode? Id { get; init; }
}

/// <summary>An organization or group that is to be changed.</summary>
internal sealed record ChangedOrganizationDocument : OrganizationDocument
{
    [Parameter("The id or the name.")]
    public required string Id { get; init; }
}
