using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>An action as declared: everything that routes, help, OpenAPI and docs need to know.</summary>
internal sealed record ActionInfo
{
    public required string Name { get; init; }

    public required Effect Effect { get; init; }

    public required MinimumCaller MinimumCaller { get; init; }

    /// <inheritdoc cref="CkanActionAttribute.FindsFirst"/>
    public bool FindsFirst { get; init; }

    /// <inheritdoc cref="CkanActionAttribute.ObjectName"/>
    public string? ObjectName { get; init; }

    public required string Summary { get; init; }

    public required UnknownParameters Unknown { get; init; }

    /// <inheritdoc cref="CkanActionAttribute.IsConditional"/>
    public bool IsConditional { get; init; }

    /// <summary>Name of the part of a multipart body that is a file, or null.</summary>
    public string? FilePart { get; init; }

    /// <inheritdoc cref="CkanActionAttribute.RowsPart"/>
    public string? RowsPart { get; init; }

    /// <summary>The class that does it.</summary>
    public required Type Type { get; init; }

    /// <summary>In the order of declaration.</summary>
    public required IReadOnlyList<ParameterInfo> Parameters { get; init; }
}
