using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;
using OpenData.Core.Packages.Input;

namespace OpenData.Core.Packages;

/// <summary>
/// Writes datasets as clients send them. Each call is one transaction that holds the lock of the dataset's row from reading to writing: of two that change
/// one dataset at once, the second sees what the first wrote. A write that would change nothing changes nothing, also not <c>metadata_modified</c>.
/// </summary>
public sealed class PackageEditor(Database.Database database, ISiteAddress site, IOptions<AuthOptions> auth, TimeProvider clock)
{
    /// <exception cref="NotAuthorizedException">The caller may not create datasets, or not this one there.</exception>
    /// <exception cref="ValidationException">Everything that is wrong (contract 1.8).</exception>
    /// <exception cref="IntegrityException">A list that is none.</exception>
    public async Task<Package> CreateAsync(JsonObject document, Caller caller, CancellationToken ct)
    {
        PackageRights.RequireCreate(caller, auth.Value);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = Now;
        var found = await PackageLookups.LoadAsync(connection, document, ct);
        PackageRights.RequireGroups(document, null, found, caller);
        PackageRights.RequireOwner(document, found, caller);
        var content = new PackageInput(document, null, found, caller, auth.Value, now).Read();
        var package = await WriteAsync(connection, content, null, found, caller, new PackageTimes(now), ct);
        await transaction.CommitAsync(ct);
        return package;
    }

    /// <summary>Replaces a dataset by the document that <paramref name="change"/> makes of the stored one.</summary>
    /// <param name="idOrName">Of the dataset.</param>
    /// <param name="change">Called under the lock; what it throws undoes everything.</param>
    /// <param name="caller">Has been authorized.</param>
    /// <param name="ifMatch">The <c>If-Match</c> header, or null.</param>
    /// <param name="ct">Stops it; nothing is written then.</param>
    /// <exception cref="NotFoundException">The dataset is gone.</exception>
    /// <exception cref="PreconditionException">It changed since the caller read it.</exception>
    /// <exception cref="ValidationException">Everything that is wrong with the document.</exception>
    public Task<Package> UpdateAsync(string idOrName, Func<StoredPackage, JsonObject> change, Caller caller, string? ifMatch, CancellationToken ct) =>
        UpdateAsync(idOrName, stored => new PackageChange(change(stored)), caller, ifMatch, ct);

    /// <summary>The same with a file: its bytes are kept when everything else is right, before the row that names them is committed.</summary>
    /// <param name="idOrName">Of the dataset.</param>
    /// <param name="change">Called under the lock; what it throws undoes everything.</param>
    /// <param name="caller">Has been authorized.</param>
    /// <param name="ifMatch">The <c>If-Match</c> header, or null.</param>
    /// <param name="ct">Stops it; nothing is written then.</param>
    /// <param name="within">What is written with it, in the same transaction; what it throws undoes everything.</param>
    public Task<Package> UpdateAsync(
        string idOrName, Func<StoredPackage, PackageChange> change, Caller caller, string? ifMatch, CancellationToken ct, Func<NpgsqlConnection, Package, Task>? within = null) =>
        UpdateAsync(idOrName, (_, stored) => Task.FromResult(change(stored)), caller, ifMatch, ct, within);

    /// <summary>The same with the dataset as readers see it, for changes that depend on what was read (contract 3.6, package_revise).</summary>
    public Task<Package> ReviseAsync(string idOrName, Func<Package, JsonObject> change, Caller caller, CancellationToken ct) =>
        UpdateAsync(idOrName, async (connection, stored) => new PackageChange(change((await ReadAsync(connection, stored.Content.Id, ct)).ToPackage(site.Url))), caller, ifMatch: null, ct);

    /// <summary>
    /// Writes a dataset of another catalog's dump: id, name, times and maker are kept. One that is here already is changed if it differs, so that the same
    /// dump can be read again.
    /// </summary>
    /// <exception cref="ValidationException">Everything that is wrong with it; also a name that another dataset has.</exception>
    /// <exception cref="IntegrityException">A list that is none.</exception>
    public async Task<ImportOutcome> ImportAsync(JsonObject document, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = Now;
        var importer = new Caller { IsSysadmin = true };
        var stored = InputText.Of(document, "id") is { Length: > 0 } id ? await PackageContentRow.LockAsync(connection, id, ct) : null;
        var found = await PackageLookups.LoadAsync(connection, document, ct);
        var content = new PackageInput(document, stored, found, importer, auth.Value, now, isDump: true).Read();
        if (stored is not null && PackageContentRow.Fingerprint(content) == PackageContentRow.Fingerprint(stored.Content))
            return ImportOutcome.Unchanged;
        if (stored is null)
            content = content with { CreatorUserId = Guid.TryParseExact(InputText.Of(document, "creator_user_id"), "D", out var creator) ? creator : null };
        var times = stored is null ? new PackageTimes(now, Time("metadata_created") ?? now, Time("metadata_modified") ?? now) { KeepsResources = true } : new PackageTimes(now);
        await WriteAsync(connection, content, stored?.Content, found, importer, times, ct);
        await transaction.CommitAsync(ct);
        return stored is null ? ImportOutcome.Created : ImportOutcome.Changed;

        DateTimeOffset? Time(string key) => InputText.Of(document, key) is { } text && InputTime.TryRead(text, out var time) ? time : null;
    }

    private async Task<Package> UpdateAsync(
        string idOrName, Func<NpgsqlConnection, StoredPackage, Task<PackageChange>> change, Caller caller, string? ifMatch, CancellationToken ct,
        Func<NpgsqlConnection, Package, Task>? within = null)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = Now;
        var stored = await PackageContentRow.LockAsync(connection, idOrName, ct) ?? throw new NotFoundException();
        PackageETag.Require(ifMatch, stored.MetadataModified);
        var (document, uploadAt, upload) = await change(connection, stored);
        var found = await PackageLookups.LoadAsync(connection, document, ct);
        PackageRights.RequireGroups(document, stored.Content, found, caller);
        var content = new PackageInput(document, stored, found, caller, auth.Value, now) { Upload = upload, UploadAt = uploadAt }.Read();
        if (PackageContentRow.Fingerprint(content) == PackageContentRow.Fingerprint(stored.Content))
            return (await ReadAsync(connection, content.Id, ct)).ToPackage(site.Url);   // the transaction is undone: nothing was written
        var package = await WriteAsync(connection, content, stored.Content, found, caller, new PackageTimes(now), ct);
        if (upload is not null)
        {
            await ResourceFileStore.AddAsync(connection, content.Resources[uploadAt].Id, upload, caller.UserId, now, ct);
            upload.File.Keep();
            FaultPoint.Hit("upload.kept");
        }

        if (within is not null)
            await within(connection, package);
        await transaction.CommitAsync(ct);
        return package;
    }

    private DateTimeOffset Now => Clock.Microseconds(clock.GetUtcNow());

    private async Task<Package> WriteAsync(
        NpgsqlConnection connection, PackageContent content, PackageContent? stored, PackageLookups found, Caller caller, PackageTimes times, CancellationToken ct)
    {
        PackageRow row;
        try
        {
            // A deleted dataset gives up its name when somebody needs it (contract 2.5).
            if (found.Named is { State: "deleted" } deleted && deleted.Id != content.Id)
                await connection.ExecuteAsync(new CommandDefinition("update catalog.package set name = id::text where id = @Id and state = 'deleted'", deleted, cancellationToken: ct));
            var names = new PackageNames(await OwnerNameAsync(connection, content, found, ct), [.. found.Groups.Select(group => group.Name)]);
            row = await PackageWriter.WriteAsync(connection, content, stored, names, times, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else took it between our look and our write.
            throw e.ConstraintName switch
            {
                "package_name_key" => new ValidationException("name", "That URL is already in use."),
                "package_pkey" => new ValidationException("id", "Dataset id already exists"),
                _ => e,
            };
        }

        var type = stored is null ? ActivityTypes.NewPackage : content.State == "deleted" && stored.State != "deleted" ? ActivityTypes.DeletedPackage : ActivityTypes.ChangedPackage;
        var package = row.ToPackage(site.Url);
        // An id that another dataset took between our look and our write stays there: then this write must not pass for done.
        if (package.Resources.Count != content.Resources.Count)
            throw new ValidationException(new Dictionary<string, object> { ["resources"] = content.Resources.Select(resource => TakenUnless(package.Resources.Any(written => written.Id == resource.Id))).ToList() });
        await ActivityLog.AddPackageAsync(connection, type, row.ToPackage(site: ""), caller.UserId, times.Now, ct);
        return package;
    }

    private static IReadOnlyDictionary<string, object> TakenUnless(bool isWritten)
    {
        var problems = new FieldErrors();
        if (!isWritten)
            problems.Add("id", "Resource id already exists.");
        return problems.ToEntry();
    }

    private static async Task<string?> OwnerNameAsync(NpgsqlConnection connection, PackageContent content, PackageLookups found, CancellationToken ct) =>
        content.OwnerOrg is null || content.OwnerOrg == found.Owner?.Id
            ? found.Owner?.Name
            : await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition("select name from catalog.\"group\" where id = @OwnerOrg", content, cancellationToken: ct));

    private static Task<PackageRow> ReadAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        connection.QuerySingleAsync<PackageRow>(new CommandDefinition($"{PackageRow.Select} where p.id = @id", new { id }, cancellationToken: ct));
}
