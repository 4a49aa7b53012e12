using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Admin;

[CkanAction("config_option_update", Effect.Write, MinimumCaller.Sysadmin, FilePart = CkanAction.LogoPart,
    Summary = "Set options of the site while it runs, each as a parameter of its own: ckan.site_title, ckan.site_description and the others of config_option_list.")]
internal sealed class ConfigOptionUpdate(ConfigOptions options, ImageUploads images) : CkanAction<ConfigOptionUpdate.Parameters, IReadOnlyDictionary<string, string>>
{
    private const int MaxLength = 100_000;
    private const string ClearLogo = "clear_logo_upload";

    public sealed record Parameters
    {
        [Parameter("The site's logo, as a part of a multipart form: PNG, GIF or JPEG; it makes ckan.site_logo. As a text it is ignored.")]
        public JsonNode? LogoUpload { get; init; }

        [Parameter("true takes the uploaded logo away.")]
        public JsonNode? ClearLogoUpload { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<IReadOnlyDictionary<string, string>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var sent = p.All.Where(pair => pair.Key is not (LogoPart or ClearLogo)).ToDictionary(pair => pair.Key, pair => InputText.Of(pair.Value) ?? "", StringComparer.Ordinal);
        var unknown = sent.Keys.Where(key => !ConfigOptions.Editable.Contains(key)).ToList();
        if (unknown.Count > 0)
            throw new ValidationException(new Dictionary<string, object> { ["message"] = $"Configuration option(s) '{string.Join(" ", unknown)}' can not be updated" });
        Check(sent);
        using var logo = await images.ReadAsync(File, ImageUploads.Admin, ct);
        if (logo is not null)
            sent[ConfigOptions.SiteLogo] = ConfigOptions.LogoAddress(logo);
        else if (InputFlag.IsTrue(p.ClearLogoUpload))
            sent.TryAdd(ConfigOptions.SiteLogo, "");
        await options.SaveAsync(sent, logo, caller.UserId, ct);
        return sent;
    }

    private static void Check(Dictionary<string, string> values)
    {
        var errors = new FieldErrors();
        foreach (var (key, _) in values.Where(pair => pair.Value.Length > MaxLength))
            errors.Add(key, $"Must be a maximum of {MaxLength} characters long");
        if (values.TryGetValue(ConfigOptions.SiteTitle, out var title) && string.IsNullOrWhiteSpace(title))
            errors.Add(ConfigOptions.SiteTitle, "Missing value");
        errors.ThrowIfAny();
    }
}
