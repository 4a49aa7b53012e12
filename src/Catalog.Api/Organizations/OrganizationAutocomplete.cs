using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_autocomplete", Effect.Read, MinimumCaller.Anonymous, Summary = "Return organizations with a text in their name or title, for suggestions.")]
internal sealed class OrganizationAutocomplete(OrganizationStore organizations) : OrganizationSuggesting(organizations)
{
    protected override bool IsOrganization => true;
}
