using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Users;

/// <summary>CKAN's code asks for it inside the program; by HTTP everybody is refused (contract 1.7).</summary>
[CkanAction("get_site_user", Effect.Read, MinimumCaller.Anonymous, Summary = "Refused for everybody: the site has no user of its own.")]
internal sealed class GetSiteUser : CkanAction<NoParameters, object?>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) =>
        throw new NotAuthorizedException("Only internal services allowed to use this action");

    protected override Task<object?> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => Task.FromResult<object?>(null);
}
