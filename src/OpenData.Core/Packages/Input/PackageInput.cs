using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages.Input;

/// <summary>Reads a dataset document from a client: all of contract 2.2 with the errors of 1.8 and 1.9. Authorization has been asked before.</summary>
/// <param name="document">As sent.</param>
/// <param name="stored">What is replaced, or null for a new dataset.</param>
/// <param name="found">What its names stand for.</param>
/// <param name="caller">Who writes.</param>
/// <param name="auth">Whether datasets need an organization.</param>
/// <param name="now">For what is new.</param>
/// <param name="isDump">Whether it comes from another catalog's dump: then no media type is guessed.</param>
internal sealed class PackageInput(JsonObject document, StoredPackage? stored, PackageLookups found, Caller caller, AuthOptions auth, DateTimeOffset now, bool isDump = false)
{
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal)
    {
        "resources", "tags", "extras", "groups", "relationships_as_subject", "relationships_as_object", "organization", "plugin_data",
    };

    private readonly FieldErrors _errors = new();

    /// <summary>The file that came with one of its resources, or null.</summary>
    public ResourceUpload? Upload { get; init; }

    /// <summary>The place of that resource.</summary>
    public int UploadAt { get; init; } = -1;

    private PackageContent? Old => stored?.Content;

    /// <exception cref="IntegrityException">A list that is none.</exception>
    /// <exception cref="ValidationException">Everything else that is wrong, at once.</exception>
    public PackageContent Read()
    {
        var request = WithType();
        var resources = Structure.Objects(document, "resources", request);
        var tags = Structure.Objects(document, "tags", request);
        var extras = Structure.Objects(document, "extras", request);
        var groups = Structure.Objects(document, "groups", request);
        RefuseJunk(resources ?? []);

        var id = ReadId();
        var name = ReadName();
        var owner = ReadOwner();
        var texts = ReadExtras(extras, out var titles, out var notes);
        var content = new PackageContent
        {
            Id = id,
            Name = name,
            Title = InputText.Of(document, "title")?.Trim() is { Length: > 0 } title ? title : name,
            TitleTranslated = titles,
            Notes = InputText.Of(document, "notes"),
            NotesTranslated = notes,
            Author = InputText.Of(document, "author"),
            AuthorEmail = ReadEmail("author_email"),
            Maintainer = InputText.Of(document, "maintainer"),
            MaintainerEmail = ReadEmail("maintainer_email"),
            Url = InputText.Of(document, "url"),
            Version = ReadVersion(),
            LicenseId = InputText.Of(document, "license_id"),
            Private = ReadPrivate(owner),
            State = ReadState(),
            Type = Old?.Type ?? (InputText.Of(document, "type") is { Length: > 0 } type ? type : "dataset"),
            OwnerOrg = owner,
            CreatorUserId = Old is null ? caller.UserId : Old.CreatorUserId,
            Extras = texts,
            Tags = TagInput.Read(tags, InputText.Of(document, "tag_string"), found.Vocabularies, _errors),
            Groups = [.. (groups ?? []).Select(found.FindGroup).OfType<PackageLookups.Found>().Select(group => group.Id).Distinct().Order()],
            Resources = ReadResources(resources ?? [], id),
        };
        _errors.ThrowIfAny();
        return content;
    }

    private Guid ReadId()
    {
        if (Old is not null)
            return Old.Id;
        if (InputText.Of(document, "id") is not { Length: > 0 } text)
            return Guid.NewGuid();
        if (!caller.IsSysadmin)
            _errors.Add("id", "The input field id was not expected.");
        else if (!Guid.TryParseExact(text, "D", out var id))
            _errors.Add("id", "Invalid id provided");
        else if (found.IdTaken)
            _errors.Add("id", "Dataset id already exists");
        else
            return id;
        return Guid.NewGuid();
    }

    private string ReadName()
    {
        var name = InputText.Of(document, "name");
        if (Old is not null && name is null)
            return Old.Name;
        if (string.IsNullOrEmpty(name))
        {
            _errors.Add("name", "Missing value");
            return "";
        }

        if (name == Old?.Name)
            return name!;   // one that was stored before a rule came stays usable
        if (Slug.Problem(name!) is { } problem)
            _errors.Add("name", problem);
        if (found.Named is { State: not "deleted" } other && other.Id != Old?.Id)
            _errors.Add("name", "That URL is already in use.");
        if (Slug.Length(name!) < 2)
            _errors.Add("name", $"Name \"{name}\" length is less than minimum 2");
        if (Slug.Length(name!) > Slug.MaxLength)
            _errors.Add("name", $"Name \"{name}\" length is more than maximum {Slug.MaxLength}");
        return name!;
    }

    /// <summary>On update null leaves the owner and the empty text takes it away (contract 2.2).</summary>
    private Guid? ReadOwner()
    {
        var text = InputText.Of(document, "owner_org");
        if (Old is not null && text is null)
            return Old.OwnerOrg;
        if (string.IsNullOrEmpty(text))
        {
            if (!auth.CreateUnownedDataset)
                _errors.Add("owner_org", "An organization must be provided");
            else if (!MayMove())
                _errors.Add("owner_org", "You cannot take this dataset out of its organization");
            return null;
        }

        if (found.Owner is not { } owner)
        {
            _errors.Add("owner_org", "Organization does not exist");
            return null;
        }

        if (!owner.IsOrganization)
            throw new NotFoundException("Organization was not found.");
        if (owner.Id == Old?.OwnerOrg)
            return owner.Id;
        if (owner.State == "deleted" && !caller.IsSysadmin)
            _errors.Add("owner_org", "Organization does not exist");
        else if (!caller.Has(Role.Editor, owner.Id) || !MayMove())
            _errors.Add("owner_org", "You cannot add a dataset to this organization");
        return owner.Id;
    }

    /// <summary>Editors of the organization that has it; who edits it as a collaborator only where the site says so. None has a new dataset, and no editors have one without.</summary>
    private bool MayMove() => Old?.OwnerOrg is not { } owner || caller.Has(Role.Editor, owner) || auth.AllowCollaboratorsToChangeOwnerOrg;

    private SortedDictionary<string, string> ReadExtras(
        IReadOnlyList<JsonObject>? extras, out IReadOnlyDictionary<string, string> titles, out IReadOnlyDictionary<string, string> notes)
    {
        var read = ExtraInput.Read(extras, ExtraInput.PackageFields, caller.IsSysadmin, _errors);
        titles = Take("title_translated");
        notes = Take("notes_translated");
        return read;

        // Shown as extras, kept in columns: search and pages read them by language.
        IReadOnlyDictionary<string, string> Take(string key)
        {
            if (!read.TryGetValue(key, out var text) || TranslationInput.Parse(text) is not { } texts)
                return new SortedDictionary<string, string>(StringComparer.Ordinal);
            read.Remove(key);
            return texts;
        }
    }

    private string? ReadEmail(string field)
    {
        var address = InputText.Of(document, field)?.Trim();
        if (!string.IsNullOrEmpty(address) && Email.Problem(address) is { } problem)
            _errors.Add(field, problem);
        return address;
    }

    /// <summary>A reader sees the label of the data version where the publisher wrote none; sent back, it is still not the publisher's.</summary>
    private string? ReadVersion()
    {
        var version = InputText.Of(document, "version");
        if (version is not null && Slug.Length(version) > 100)
            _errors.Add("version", "Version must be a maximum of 100 characters long");
        return version is not null && string.IsNullOrEmpty(Old?.Version) && version == stored?.DataLabel ? Old?.Version : version;
    }

    private bool ReadPrivate(Guid? owner)
    {
        var isPrivate = document.TryGetPropertyValue("private", out var value) ? InputFlag.IsTrue(value) : Old?.Private ?? false;
        if (isPrivate && owner is null && string.IsNullOrEmpty(InputText.Of(document, "owner_org")))
            _errors.Add("private", "Datasets with no organization can't be private.");
        return isPrivate;
    }

    /// <summary>On create only sysadmins choose it (contract 2.2).</summary>
    private string ReadState()
    {
        var state = InputText.Of(document, "state");
        if (string.IsNullOrEmpty(state) || (Old is null && !caller.IsSysadmin))
            return Old?.State ?? "active";
        if (state is not ("active" or "draft" or "deleted"))
            _errors.Add("state", "Value must be one of ['active', 'draft', 'deleted']");
        return state;
    }

    private List<ResourceContent> ReadResources(IReadOnlyList<JsonObject> sent, Guid packageId)
    {
        var reader = new ResourceInput(isNewPackage: Old is null || isDump, now) { KeepsTimes = isDump };
        var before = Old?.Resources.ToDictionary(resource => resource.Id) ?? [];
        var read = new List<ResourceContent>();
        var positional = new List<IReadOnlyDictionary<string, object>>();
        foreach (var map in sent)
        {
            var problems = new FieldErrors();
            var isKnown = Guid.TryParseExact(InputText.Of(map, "id"), "D", out var id) && before.TryGetValue(id, out _);
            var resource = reader.Read(map, isKnown ? before[id] : null, problems, read.Count == UploadAt ? Upload : null);
            if (found.ResourceOwners.TryGetValue(resource.Id, out var other) && other != packageId)
                problems.Add("id", "Resource id already exists.");
            else if (read.Any(r => r.Id == resource.Id))
                problems.Add("id", "Resource id already exists.");
            read.Add(resource);
            positional.Add(problems.ToEntry());
        }

        if (positional.Any(entry => entry.Count > 0))
            _errors.Set("resources", positional);
        return read;
    }

    private void RefuseJunk(IReadOnlyList<JsonObject> resources)
    {
        var none = new HashSet<string>();
        var paths = Structure.Junk(document, "", Lists).Concat(resources.Index().SelectMany(r => Structure.Junk(r.Item, $"'resources', {r.Index}, ", none))).ToList();
        if (paths.Count > 0)
            _errors.Add("__junk", $"The input field [{string.Join(", ", paths)}] was not expected.");
    }

    /// <summary>CKAN sends the request back with an Integrity Error, its type filled in.</summary>
    private JsonObject WithType()
    {
        var request = document.DeepClone().AsObject();
        request.TryAdd("type", Old?.Type ?? "dataset");
        return request;
    }
}
