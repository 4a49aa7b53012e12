using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("license_list", Effect.Read, MinimumCaller.Anonymous, IsConditional = true, Summary = "Return the licences that a dataset may name.")]
internal sealed class LicenseList : CkanAction<NoParameters, IReadOnlyList<License>>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<License>> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => Task.FromResult(LicenseRegister.All);
}
