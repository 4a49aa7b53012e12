using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_autocomplete", Effect.Read, MinimumCaller.Anonymous, Summary = "Return groups with a text in their name or title, for suggestions.")]
internal sealed class GroupAutocomplete(OrganizationStore organizations) : OrganizationSuggesting(organizations)
{
    protected override bool IsOrganization => false;
}
