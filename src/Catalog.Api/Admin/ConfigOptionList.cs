using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Admin;

[CkanAction("config_option_list", Effect.Read, MinimumCaller.Sysadmin, Summary = "Return the keys of the options that may be set while the site runs.")]
internal sealed class ConfigOptionList : CkanAction<NoParameters, IReadOnlyList<string>>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override Task<IReadOnlyList<string>> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => Task.FromResult(ConfigOptions.Editable);
}
