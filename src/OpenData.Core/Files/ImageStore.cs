using Dapper;
using OpenData.Core.Access;

namespace OpenData.Core.Files;

/// <summary>Finds uploaded pictures by the name under which they are offered.</summary>
public sealed class ImageStore(Database.Database database)
{
    /// <summary>The picture for callers who may see whom it shows; null for others. Deleted users' only sysadmins see, those of deleted organizations and groups also their members; the site's logo everybody.</summary>
    public async Task<StoredImage?> FindAsync(string folder, string name, Caller caller, CancellationToken ct)
    {
        const string sql = """
            select encode(i.sha256, 'hex') as sha256, i.media_type, i.uploaded_at from catalog.image i
             where i.folder = @folder and i.name = @name
               and (@callerIsSysadmin
                    or (i.folder = 'user' and exists (select 1 from catalog."user" u where u.image_url = i.name and u.state = 'active'))
                    or (i.folder = 'admin' and exists (select 1 from catalog.config_option o where o.key = 'ckan.site_logo' and o.value = '/uploads/admin/' || i.name))
                    or (i.folder = 'group' and exists (select 1 from catalog."group" g where g.image_url = i.name and (g.state = 'active' or g.id = any(@callerOrgs)))))
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StoredImage>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { folder, name }), cancellationToken: ct));
    }
}

/// <summary>An uploaded picture.</summary>
public sealed record StoredImage
{
    public string Sha256 { get; init; } = "";
    public string MediaType { get; init; } = "";
    public DateTimeOffset UploadedAt { get; init; }
}
