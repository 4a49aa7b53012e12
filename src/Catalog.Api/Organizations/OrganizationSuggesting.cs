using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_autocomplete and group_autocomplete (contract 3.3).</summary>
internal abstract class OrganizationSuggesting(OrganizationStore organizations) : CkanAction<OrganizationSuggesting.Parameters, IReadOnlyList<OrganizationSuggesting.Suggestion>>
{
    private const long Most = 1000;

    public sealed record Parameters
    {
        [Parameter("A part of the name or title, in any case.", MaxLength = 1000)]
        public required string Q { get; init; }

        [Parameter("At most this many, up to 1000.", Min = 0)]
        public long Limit { get; init; } = 20;
    }

    public sealed record Suggestion(Guid Id, string Name, string Title);

    protected abstract bool IsOrganization { get; }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<Suggestion>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        [.. (await organizations.ListAsync(new OrganizationQuery { IsOrganization = IsOrganization, Caller = caller, Text = p.Q, Limit = Math.Min(p.Limit, Most) }, ct))
            .Select(found => new Suggestion(found.Id, found.Name, found.Title))];
}
