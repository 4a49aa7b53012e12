using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Admin;

namespace Catalog.Api.Hosting;

/// <summary>What the site says of itself: what a sysadmin has set while it runs, else the settings of the environment.</summary>
internal sealed record SiteTexts
{
    public required string Title { get; init; }
    public required string Description { get; init; }

    /// <summary>Markdown for the first page; empty = none.</summary>
    public string Intro { get; init; } = "";

    /// <summary>Markdown about the site; empty = none.</summary>
    public string About { get; init; } = "";

    /// <summary>Address of a picture on this site; empty = ours.</summary>
    public string Logo { get; init; } = "";

    /// <summary>What <see cref="SiteSettings.LoadAsync"/> has read for this request, else the settings of the environment.</summary>
    public static SiteTexts Of(HttpContext http) => http.Items[typeof(SiteTexts)] as SiteTexts ?? http.RequestServices.GetRequiredService<SiteSettings>().Defaults;
}

/// <summary>Reads <see cref="SiteTexts"/> and tells the value of each option that CKAN's clients may set (contract 3.3, config_option_show).</summary>
internal sealed class SiteSettings(ConfigOptions options, IOptions<SiteOptions> site)
{
    public async Task<SiteTexts> ReadAsync(CancellationToken ct)
    {
        var set = await options.ReadAsync(ct);
        return new SiteTexts
        {
            Title = Value(set, ConfigOptions.SiteTitle), Description = Value(set, ConfigOptions.SiteDescription), Intro = Value(set, ConfigOptions.SiteIntroText),
            About = Value(set, ConfigOptions.SiteAbout), Logo = Value(set, ConfigOptions.SiteLogo),
        };
    }

    /// <summary>Reads them for the pages of a request. A database that is gone leaves those of the environment: the page that tells of it needs a title too.</summary>
    public async Task LoadAsync(HttpContext http)
    {
        try
        {
            http.Items[typeof(SiteTexts)] = await ReadAsync(http.RequestAborted);
        }
        catch (NpgsqlException)
        {
            // SiteTexts.Of returns the defaults
        }
    }

    /// <summary>The same without asking the database, for a page that tells that it is gone.</summary>
    public SiteTexts Defaults => new() { Title = site.Value.Title, Description = site.Value.Description };

    /// <summary>The value of an option that may be set; empty where nothing was.</summary>
    public async Task<string> ValueAsync(string key, CancellationToken ct) => Value(await options.ReadAsync(ct), key);

    private string Value(IReadOnlyDictionary<string, string> set, string key) => set.TryGetValue(key, out var value) ? value : key switch
    {
        ConfigOptions.SiteTitle => site.Value.Title,
        ConfigOptions.SiteDescription => site.Value.Description,
        _ => "",
    };
}
