using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_list and group_list: the same parameters but for one name (contract 3.3).</summary>
internal abstract class OrganizationListing<TParameters>(OrganizationStore organizations, OrganizationDetails details) : CkanAction<TParameters, IReadOnlyList<object>>
    where TParameters : OrganizationListParameters
{
    private const int MostNames = 1000;
    private const int MostObjects = 25;

    protected abstract bool IsOrganization { get; }

    protected abstract IReadOnlyList<string>? Names(TParameters p);

    protected override Task AuthorizeAsync(TParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<object>> RunAsync(TParameters p, Caller caller, CancellationToken ct)
    {
        var most = p.AllFields ? MostObjects : MostNames;
        var (sort, descending) = Sort(p.Sort ?? p.OrderBy);
        var found = await organizations.ListAsync(new OrganizationQuery
        {
            IsOrganization = IsOrganization,
            Caller = caller,
            Sort = sort,
            Descending = descending,
            Limit = p.Limit is { } limit ? Math.Min(limit, most) : most,   // silently, as CKAN does
            Offset = p.Offset,
            Names = Names(p),
            Text = string.IsNullOrEmpty(p.Q) ? null : p.Q,
            Type = string.IsNullOrEmpty(p.Type) ? null : p.Type,
        }, ct);
        if (!p.AllFields)
            return [.. found.Select(organization => organization.Name)];
        return await details.OfAsync(found, new OrganizationIncludes
        {
            DatasetCount = p.IncludeDatasetCount, Extras = p.IncludeExtras, Users = p.IncludeUsers, Groups = p.IncludeGroups, Tags = p.IncludeTags, MemberCount = p.IncludeMemberCount,
        }, caller, ct);
    }

    private static (OrganizationSort Sort, bool Descending) Sort(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (OrganizationSort.Title, false);
        if (text.Contains(',', StringComparison.Ordinal))
            throw Message("Too many sort criteria provided only 1 allowed");
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        OrganizationSort sort = words[0] switch
        {
            "name" => OrganizationSort.Name,
            "title" => OrganizationSort.Title,
            "package_count" or "packages" => OrganizationSort.PackageCount,
            _ => throw Message($"Cannot sort by field `{words[0]}`"),
        };
        return words.ElementAtOrDefault(1)?.ToLowerInvariant() switch
        {
            null => (sort, sort == OrganizationSort.PackageCount),
            "asc" => (sort, false),
            "desc" => (sort, true),
            _ => throw Message($"Invalid sort direction `{words[1]}`"),
        };
    }

    /// <summary>A text, not a list: not bound to a field (contract 1.8).</summary>
    private static ValidationException Message(string text) => new(new Dictionary<string, object> { ["message"] = text });
}

/// <summary>What both lists take.</summary>
internal record OrganizationListParameters
{
    [Parameter("name, title or package_count, then asc or desc; by default title asc. By package_count, those without datasets are left out.")]
    public string? Sort { get; init; }

    [Parameter("The older name of sort.")]
    public string? OrderBy { get; init; }

    [Parameter("At most this many: up to 1000 names or 25 objects.", Min = 0)]
    public long? Limit { get; init; }

    [Parameter("Leave out this many at the beginning.", Min = 0)]
    public long Offset { get; init; }

    [Parameter("Return objects instead of names.")]
    public bool AllFields { get; init; }

    [Parameter("With all_fields: add package_count.")]
    public bool IncludeDatasetCount { get; init; } = true;

    [Parameter("With all_fields: add extras.")]
    public bool IncludeExtras { get; init; }

    [Parameter("With all_fields: add tags, which are always empty.")]
    public bool IncludeTags { get; init; }

    [Parameter("With all_fields: add the parents.")]
    public bool IncludeGroups { get; init; }

    [Parameter("With all_fields: add the members.")]
    public bool IncludeUsers { get; init; }

    [Parameter("With all_fields: add member_count.")]
    public bool IncludeMemberCount { get; init; }

    [Parameter("Only those of this type.")]
    public string? Type { get; init; }

    [Parameter("Only those with this text in name or title.")]
    public string? Q { get; init; }
}
