using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Relationships;

namespace Catalog.Api.Relationships;

/// <summary>What names a relationship in the actions that write one, and the checks that they share.</summary>
internal record RelationshipParameters
{
    [Parameter("The id or the name of the dataset that the relationship is told of.")]
    public required string Subject { get; init; }

    [Parameter("The id or the name of the other dataset.", Name = "object")]
    public required string Other { get; init; }

    [Parameter("What the subject is to the object: depends_on, dependency_of, derives_from, has_derivation, links_to, linked_from, child_of or parent_of.")]
    public required string Type { get; init; }
}

/// <summary>The same with a comment.</summary>
internal sealed record CommentedRelationshipParameters : RelationshipParameters
{
    [Parameter("Why, in words.")]
    public string Comment { get; init; } = "";
}

internal static class RelationshipRequest
{
    /// <summary>Both datasets, which exist and which the caller may edit.</summary>
    /// <exception cref="NotFoundException">One does not exist.</exception>
    /// <exception cref="NotAuthorizedException">One is not the caller's to edit.</exception>
    public static async Task<(ReadablePackage Subject, ReadablePackage Other)> RequireBothAsync(PackageAccess access, RelationshipParameters p, Caller caller, CancellationToken ct)
    {
        var subject = await access.RequireEditAsync(p.Subject, caller, ct);
        return (subject, await access.RequireEditAsync(p.Other, caller, ct));
    }

    /// <exception cref="ValidationException">The type is none of the eight, or a dataset would relate to itself.</exception>
    public static void Check(string type, ReadablePackage subject, ReadablePackage other)
    {
        if (!RelationshipType.All.Contains(type))
            throw new ValidationException("type", $"Value must be one of {PythonText.Of(RelationshipType.All)}");
        if (subject.Id == other.Id)
            throw new ValidationException("object", "A dataset has no relationship with itself");
    }
}
