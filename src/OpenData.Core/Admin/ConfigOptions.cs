using Dapper;
using OpenData.Core.Files;

namespace OpenData.Core.Admin;

/// <summary>Settings that a sysadmin changes while the site runs (<c>config_option_update</c>): CKAN's own, which stand above those of the environment.</summary>
public sealed class ConfigOptions(Database.Database database, TimeProvider clock)
{
    public const string SiteTitle = "ckan.site_title";
    public const string SiteDescription = "ckan.site_description";
    public const string SiteIntroText = "ckan.site_intro_text";
    public const string SiteAbout = "ckan.site_about";
    public const string SiteLogo = "ckan.site_logo";

    // Another program of the same site may have changed them; a page need not ask each time.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private volatile Snapshot? _snapshot;

    /// <summary>Those that may be set. The last three are kept for clients that read them back; nothing here looks like CKAN's theme.</summary>
    public static IReadOnlyList<string> Editable { get; } =
        [SiteTitle, SiteDescription, SiteLogo, SiteAbout, SiteIntroText, "ckan.theme", "ckan.site_custom_css", "ckan.homepage_style"];

    /// <summary>What was set, by key; at most five seconds old.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        var now = clock.GetTimestamp();
        if (_snapshot is { } snapshot && clock.GetElapsedTime(snapshot.Taken, now) < Fresh)
            return snapshot.Values;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Key, string Value)>(new CommandDefinition("select key, value from catalog.config_option", cancellationToken: ct));
        var values = rows.ToDictionary(row => row.Key, row => row.Value, StringComparer.Ordinal);
        _snapshot = new Snapshot(values, now);
        return values;
    }

    /// <summary>The address of an uploaded logo: on this site, where pages may load it from (decision 0012).</summary>
    public static string LogoAddress(UploadedImage logo) => $"/uploads/{logo.Folder}/{logo.Name}";

    /// <summary>Sets options; the others stay.</summary>
    /// <param name="values">By key.</param>
    /// <param name="logo">The picture that one of them is the address of, or null.</param>
    /// <param name="savedBy">Who uploaded it.</param>
    /// <param name="ct">Stops it; nothing is written then.</param>
    public async Task SaveAsync(IReadOnlyDictionary<string, string> values, UploadedImage? logo, Guid? savedBy, CancellationToken ct)
    {
        const string sql = "insert into catalog.config_option (key, value) values (@Key, @Value) on conflict (key) do update set value = excluded.value";
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (logo is not null)
                await logo.AddAsync(connection, savedBy, ct);
            await connection.ExecuteAsync(new CommandDefinition(sql, values.Select(pair => new { pair.Key, pair.Value }), cancellationToken: ct));
            await transaction.CommitAsync(ct);
        }

        _snapshot = null;
    }

    private sealed record Snapshot(IReadOnlyDictionary<string, string> Values, long Taken);
}
