namespace Catalog.Api.Organizations;

/// <summary>What an answer with organizations or groups holds besides their own fields.</summary>
internal sealed record OrganizationIncludes
{
    /// <summary>What CKAN's own page of an organization needs, and what a new one is answered with.</summary>
    public static readonly OrganizationIncludes Shown = new() { DatasetCount = true, Extras = true, Users = true, Groups = true, Tags = true, Followers = true };

    /// <summary>What update and patch answer with: datasets, but no followers (contract 2.6).</summary>
    public static readonly OrganizationIncludes Updated = Shown with { Datasets = true, Followers = null };

    /// <summary>Only its own fields.</summary>
    public static readonly OrganizationIncludes Plain = new() { Followers = null };

    public bool Datasets { get; init; }
    public bool DatasetCount { get; init; }
    public bool Extras { get; init; }
    public bool Users { get; init; }
    public bool Groups { get; init; }
    public bool Tags { get; init; }
    public bool MemberCount { get; init; }

    /// <summary>False = the key is there and 0, null = no key.</summary>
    public bool? Followers { get; init; } = false;
}
