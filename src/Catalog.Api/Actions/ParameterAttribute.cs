namespace Catalog.Api.Actions;

/// <summary>
/// Declares a parameter on a property of an action's parameter record. The wire name is the property's in snake_case; <c>required</c> on the property
/// makes it required; its initial value is the default. Types: string, bool, int, long, Guid, DateOnly, a list of strings, or JsonNode for anything.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ParameterAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>Wire name where it is not the property's: <c>facet.field</c>.</summary>
    public string? Name { get; init; }

    /// <summary>A second name that some client uses; the real one wins.</summary>
    public string? Alias { get; init; }

    /// <summary>The key under which "Missing value" is reported, where CKAN names another one.</summary>
    public string? MissingKey { get; init; }

    /// <summary>Smallest integer: 0 gives "Must be a natural number", 1 "Must be a positive integer" (contract 1.9).</summary>
    public long Min { get; init; } = long.MinValue;

    /// <summary>Most characters of a text. Longer ones are refused: the database is not asked (contract 9, row 21).</summary>
    public int MaxLength { get; init; } = 100_000;

    /// <summary>CKAN checks <c>rows</c> and <c>limit</c> with two validators, and clients' tests expect both messages (contract 1.9).</summary>
    public bool TwoMessages { get; init; }

    /// <summary>A text parameter that takes any JSON as its text (contract 4.1), or a flag for which every other text is false (contract 5.6).</summary>
    public bool Lenient { get; init; }

    /// <summary>A list that may come as one text with commas.</summary>
    public bool CommaSeparated { get; init; }
}

/// <summary>On a property of type <c>JsonObject</c>: receives everything that came over the wire, for actions whose input is a document (a dataset, an organization).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllParametersAttribute : Attribute;

/// <summary>On a property of type <c>IReadOnlySet&lt;string&gt;</c>: receives the wire names that the caller really sent, for answers that echo them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GivenParametersAttribute : Attribute;
