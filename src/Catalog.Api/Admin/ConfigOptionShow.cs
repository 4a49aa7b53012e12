using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("config_option_show", Effect.Read, MinimumCaller.Sysadmin, Summary = "Return the value of an option that may be set while the site runs.")]
internal sealed class ConfigOptionShow(SiteSettings settings) : CkanAction<ConfigOptionShow.Parameters, string>
{
    public sealed record Parameters
    {
        [Parameter("The key, such as ckan.site_title.")]
        public required string Key { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override Task<string> RunAsync(Parameters p, Caller caller, CancellationToken ct) => ConfigOptions.Editable.Contains(p.Key)
        ? settings.ValueAsync(p.Key, ct)
        : throw new ValidationException(new Dictionary<string, object> { ["message"] = $"Configuration option '{p.Key}' can not be shown" });
}
