using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Admin;

[CkanAction("config_option_update", Effect.Write, MinimumCaller.Sysadmin,
    Summary = "Set options of the site while it runs, each as a parameter of its own: ckan.site_title, ckan.site_description and the others of config_option_list.")]
internal sealed class ConfigOptionUpdate(ConfigOptions options) : CkanAction<ConfigOptionUpdate.Parameters, IReadOnlyDictionary<string, string>>
{
    private const int MaxLength = 100_000;

    public sealed record Parameters
    {
        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<IReadOnlyDictionary<string, string>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var unknown = p.All.Select(pair => pair.Key).Where(key => !ConfigOptions.Editable.Contains(key)).ToList();
        if (unknown.Count > 0)
            throw new ValidationException(new Dictionary<string, object> { ["message"] = $"Configuration option(s) '{string.Join(" ", unknown)}' can not be updated" });
        var values = p.All.ToDictionary(pair => pair.Key, pair => InputText.Of(pair.Value) ?? "", StringComparer.Ordinal);
        var errors = new FieldErrors();
        foreach (var (key, _) in values.Where(pair => pair.Value.Length > MaxLength))
            errors.Add(key, $"Must be a maximum of {MaxLength} characters long");
        if (values.TryGetValue(ConfigOptions.SiteTitle, out var title) && string.IsNullOrWhiteSpace(title))
            errors.Add(ConfigOptions.SiteTitle, "Missing value");
        errors.ThrowIfAny();
        await options.SaveAsync(values, ct);
        return values;
    }
}
