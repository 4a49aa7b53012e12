using System.Security.Cryptography;
using Dapper;
using Etl.Jobs.Fetching;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Files;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Loading;

/// <summary>The file of a resource in the blob store, and what is known of its columns.</summary>
/// <param name="Sha256">Hex.</param>
/// <param name="Md5">Hex: what loaders write to the resource (contract 2.3).</param>
/// <param name="Columns">Of the table that readers see now.</param>
internal sealed record LoadFile(string Sha256, string Md5, IReadOnlyList<Field> Columns)
{
    /// <summary>What a person declared of a column (contract 5.2), or null.</summary>
    public string? DeclaredType(string column) => Columns.FirstOrDefault(field => field.Id == column)?.Info?["type_override"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue<string>(out var type) ? type : null;
}

/// <summary>Gets the file of a resource into the blob store: an upload is there, an address is asked through the guard (security rule 9).</summary>
internal sealed class LoadFiles(Database database, BlobStore blobs, GuardedHttp http, IOptions<FileStoreOptions> limits)
{
    /// <exception cref="LoadRefused">There is nothing to load, or a source feeds the resource.</exception>
    /// <exception cref="FetchException">The address did not give it.</exception>
    public async Task<LoadFile> GetAsync(Guid resourceId, CancellationToken ct)
    {
        const string sql = """
            select r.url, r.url_type, encode(r.file_sha256, 'hex') as sha256, r.table_no is not null as is_fed,
                   (select rv.fields::text from ver.resource_version rv where rv.resource_id = r.id and rv.v <= p.current_version order by rv.v desc limit 1) as fields
              from catalog.resource r join catalog.package p on p.id = r.package_id
             where r.id = @resourceId and r.state = 'active'
            """;
        Row? resource;
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
            resource = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(sql, new { resourceId }, cancellationToken: ct));
        var sha256 = resource switch
        {
            null => throw new LoadRefused("load.gone"),
            { IsFed: true } => throw new LoadRefused("load.fed"),
            { UrlType: "upload" } => resource.Sha256 ?? throw new LoadRefused("load.nothing"),
            { UrlType: not "datastore" } when Uri.TryCreate(resource.Url, UriKind.Absolute, out var address) => (await http.GetAsync(address, known: null, ct)).Blob!.Value.Sha256,
            _ => throw new LoadRefused("load.nothing"),
        };
        // What came from an address was not looked at yet, and archives are made to hurt (security rule 13).
        if (await FileCheck.KindAsync(blobs.PathOf(sha256), ct) == FileKind.Zip
            && await FileCheck.ProblemAsync(blobs.PathOf(sha256), "table.xlsx", limits.Value.MaxUnpackedBytes, ct) is { } problem)
            throw new LoadRefused("load.archive", problem);
        await using var file = blobs.OpenRead(sha256);
#pragma warning disable CA5351 // not for security: CKAN's loaders write an MD5
        return new LoadFile(sha256, Convert.ToHexStringLower(await MD5.HashDataAsync(file, ct)), resource.Fields is null ? [] : Field.ListFromJson(resource.Fields));
#pragma warning restore CA5351
    }

    private sealed record Row
    {
        public string Url { get; init; } = "";
        public string? UrlType { get; init; }
        public string? Sha256 { get; init; }
        public bool IsFed { get; init; }
        public string? Fields { get; init; }
    }
}

/// <summary>A load that cannot be, for a reason that its resource gives.</summary>
internal sealed class LoadRefused(string rule, string? value = null) : Exception(rule)
{
    public LoadError Error { get; } = new(rule, Value: value);
}
