using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;
using OpenData.Core.Users;

namespace Etl.Jobs.Importing;

/// <summary>
/// Takes over what another CKAN dumped, by the rules of the API and with its ids and names. Organizations and groups that a dataset names and that are not
/// here are made from what the dataset says of them. Every object is one transaction: reading the same dump again goes on where it stopped.
/// </summary>
internal sealed class CatalogImport(PackageEditor packages, OrganizationEditor organizations, OrganizationAccess organizationAccess, OrganizationStore groups, UserEditor users, UserStore knownUsers)
{
    private static readonly Caller Importer = new() { IsSysadmin = true };
    private readonly HashSet<string> _knownGroups = new(StringComparer.Ordinal);

    /// <summary>A user, organization or group.</summary>
    /// <exception cref="CatalogException">The line cannot be taken over; nothing of it was written.</exception>
    public async Task<ImportOutcome> ImportAsync(DumpLine line, ImportNotes notes, CancellationToken ct) => line.Kind switch
    {
        DumpKind.Organization => await ImportGroupAsync(line.Document, isOrganization: true, notes, ct),
        DumpKind.Group => await ImportGroupAsync(line.Document, isOrganization: false, notes, ct),
        DumpKind.User => await ImportUserAsync(line.Document, notes, ct),
        _ => throw new ArgumentException("Datasets are prepared and then imported", nameof(line)),
    };

    /// <summary>Writes a dataset that <see cref="PrepareAsync"/> has seen. Several may be written at once, as long as they are different ones.</summary>
    /// <exception cref="CatalogException">It cannot be taken over; nothing of it was written.</exception>
    public Task<ImportOutcome> ImportPackageAsync(JsonObject document, CancellationToken ct) => packages.ImportAsync(document, ct);

    /// <summary>Makes what a dataset belongs to, and turns what cannot come along into what can. One at a time.</summary>
    /// <exception cref="CatalogException">The organization or a group cannot be made.</exception>
    public async Task PrepareAsync(JsonObject document, ImportNotes notes, CancellationToken ct)
    {
        if (document["organization"] is JsonObject owner && InputText.Of(document, "owner_org") is { Length: > 0 })
            document["owner_org"] = await EnsureGroupAsync(owner, isOrganization: true, ct);
        if (document["groups"] is JsonArray groups)
        {
            foreach (var group in groups.OfType<JsonObject>().Where(group => group.Count > 0))
                group["id"] = await EnsureGroupAsync(group, isOrganization: false, ct);
        }

        if (document["tags"] is JsonArray tags)
        {
            foreach (var tag in tags.OfType<JsonObject>().Where(tag => tag["vocabulary_id"] is not null))
            {
                tag["vocabulary_id"] = null;   // a dump has no vocabularies, only their ids
                notes.FreedTags++;
            }
        }

        if (document["resources"] is JsonArray resources)
        {
            foreach (var resource in resources.OfType<JsonObject>().Where(resource => InputText.Of(resource, "url_type") is "upload" or "datastore"))
            {
                resource["url_type"] = null;   // the file stays where it is: the address leads to the other catalog
                notes.LinkedFiles++;
            }
        }
    }

    /// <summary>The id under which the organization or group is here.</summary>
    private async Task<string> EnsureGroupAsync(JsonObject embedded, bool isOrganization, CancellationToken ct)
    {
        var (id, name) = (InputText.Of(embedded, "id") ?? "", InputText.Of(embedded, "name") ?? "");
        if (_knownGroups.Contains(id))
            return id;
        var found = await organizationAccess.FindAsync(id, isOrganization, ct) ?? await organizationAccess.FindAsync(name, isOrganization, ct);
        var here = found?.Id ?? await CreateGroupAsync(Only(embedded, "id", "name", "title", "description", "image_url", "type", "state"), embedded, isOrganization, ct);
        if (here.ToString() == id)
            _knownGroups.Add(id);
        return here.ToString();
    }

    private async Task<Guid> CreateGroupAsync(JsonObject known, JsonObject dumped, bool isOrganization, CancellationToken ct)
    {
        var id = await organizations.CreateAsync(OrganizationInput.Read(known, isNew: true, Importer), isOrganization, Importer, ct);
        var titles = (dumped["title_translated"] as JsonObject)?.Where(title => title.Value?.GetValueKind() == JsonValueKind.String).ToDictionary(title => title.Key, title => (string)title.Value!);
        await groups.RestoreAsync(id, InputTime.TryRead(InputText.Of(dumped, "created") ?? "", out var created) ? created : null, titles, ct);
        return id;
    }

    private async Task<ImportOutcome> ImportGroupAsync(JsonObject document, bool isOrganization, ImportNotes notes, CancellationToken ct)
    {
        var known = Only(document, "id", "name", "title", "description", "image_url", "type", "state", "approval_status", "extras");
        known["users"] = await KnownMembersAsync(document["users"] as JsonArray, notes, ct);
        var found = await organizationAccess.FindAsync(InputText.Of(document, "id") ?? "", isOrganization, ct);
        if (found is null)
        {
            await CreateGroupAsync(known, document, isOrganization, ct);
            return ImportOutcome.Created;
        }

        var change = OrganizationInput.Read(known, isNew: false, Importer);
        if (await IsAsync(found, change, ct))
            return ImportOutcome.Unchanged;
        await organizations.UpdateAsync(found, change, Importer, ct);
        return ImportOutcome.Changed;
    }

    private async Task<bool> IsAsync(OrganizationIdentity found, OrganizationChange change, CancellationToken ct) =>
        await groups.FindAsync(found.Id.ToString(), found.IsOrganization, Importer, ct) is { } stored
        && (stored.Name, stored.Title, stored.Description, stored.ImageUrl, stored.State)
            == (change.Name ?? stored.Name, change.Title ?? "", change.Description ?? "", change.ImageUrl ?? "", change.State ?? stored.State)
        && (change.Users ?? []).Count <= stored.MemberCount;

    private async Task<JsonArray> KnownMembersAsync(JsonArray? members, ImportNotes notes, CancellationToken ct)
    {
        var known = new JsonArray();
        foreach (var member in members?.OfType<JsonObject>() ?? [])
        {
            if (InputText.Of(member, "name") is { Length: > 0 } name && await knownUsers.FindAsync(name, Importer, ct) is not null)
                known.Add((JsonNode)new JsonObject { ["name"] = name, ["capacity"] = InputText.Of(member, "capacity") });
            else
                notes.UnknownMembers++;
        }

        return known;
    }

    /// <summary>Without password: the other site's hashes are of another kind. A sysadmin gives a new one by user_update.</summary>
    private async Task<ImportOutcome> ImportUserAsync(JsonObject document, ImportNotes notes, CancellationToken ct)
    {
        if (await knownUsers.FindAsync(InputText.Of(document, "id") ?? "", Importer, ct) is not null
            || await knownUsers.FindAsync(InputText.Of(document, "name") ?? "", Importer, ct) is not null)
            return ImportOutcome.Unchanged;
        var account = Only(document, "id", "name", "fullname", "email", "about", "image_url", "state");
        account["password_hash"] = "none";   // fits no password
        await users.CreateAsync(UserInput.ReadCreation(account, Importer), ct);
        notes.UsersWithoutPassword++;
        return ImportOutcome.Created;
    }

    private static JsonObject Only(JsonObject document, params string[] keys) =>
        new(keys.Where(document.ContainsKey).Select(key => KeyValuePair.Create(key, document[key]?.DeepClone())));
}
