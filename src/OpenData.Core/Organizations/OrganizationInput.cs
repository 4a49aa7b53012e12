using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Packages.Input;

namespace OpenData.Core.Organizations;

/// <summary>Reads an organization or group that a caller sent (contract 2.6). What <c>organization_show</c> returned is good input; keys that are none are dropped.</summary>
public static class OrganizationInput
{
    /// <param name="document">As sent.</param>
    /// <param name="isNew">Whether it is to be made: then it needs a name.</param>
    /// <param name="caller">Only sysadmins choose ids and the state of what they make.</param>
    /// <exception cref="ValidationException">Everything that is wrong with its own fields.</exception>
    /// <exception cref="IntegrityException">A list of objects is something else.</exception>
    public static OrganizationChange Read(JsonObject document, bool isNew, Caller caller)
    {
        var errors = new FieldErrors();
        var extras = Structure.Objects(document, "extras", document);
        var users = Structure.Objects(document, "users", document);
        var groups = Structure.Objects(document, "groups", document);
        var packages = Structure.Objects(document, "packages", document);
        var change = new OrganizationChange
        {
            Id = isNew ? ReadId(document, caller, errors) : null,
            Name = ReadName(document, isNew, errors),
            Title = Text(document, "title"),
            Description = Text(document, "description"),
            ImageUrl = ImageInput.UrlOf(document),
            Type = InputText.Of(document, "type") is { Length: > 0 } type ? type : null,
            ApprovalStatus = InputText.Of(document, "approval_status") is { Length: > 0 } status ? status : null,
            State = isNew && !caller.IsSysadmin ? null : ReadState(document, errors),
            Extras = ReadExtras(extras, errors),
            Users = ReadMembers(users, "users", "member", errors),
            Parents = ReadMembers(groups, "groups", "public", errors),
            Packages = ReadMembers(packages, "packages", "public", errors),
        };
        errors.ThrowIfAny();
        return change;
    }

    private static Guid? ReadId(JsonObject document, Caller caller, FieldErrors errors)
    {
        if (InputText.Of(document, "id") is not { Length: > 0 } text)
            return null;
        if (!caller.IsSysadmin)
            errors.Add("id", "The input field id was not expected.");
        else if (Ids.Read(text) is { } id)
            return id;
        else
            errors.Add("id", "Invalid id provided");
        return null;
    }

    private static string? ReadName(JsonObject document, bool isNew, FieldErrors errors)
    {
        var name = InputText.Of(document, "name");
        if (name is null && !isNew)
            return null;
        if ((string.IsNullOrEmpty(name) ? "Missing value" : Slug.Problem(name)) is { } problem)
            errors.Add("name", problem);
        return name;
    }

    /// <summary>Null means empty here: a stored text is never null (contract 9, row 7).</summary>
    private static string? Text(JsonObject document, string key) => document.ContainsKey(key) ? InputText.Of(document, key) ?? "" : null;

    private static string? ReadState(JsonObject document, FieldErrors errors)
    {
        var state = InputText.Of(document, "state");
        if (string.IsNullOrEmpty(state))
            return null;
        if (state is not ("active" or "deleted"))
            errors.Add("state", "Value must be one of ['active', 'deleted']");
        return state;
    }

    /// <summary>The last of equal keys wins, a null value takes the extra away.</summary>
    private static SortedDictionary<string, string>? ReadExtras(IReadOnlyList<JsonObject>? extras, FieldErrors errors)
    {
        if (extras is null)
            return null;
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var positional = new List<IReadOnlyDictionary<string, object>>();
        foreach (var extra in extras)
        {
            var problems = new FieldErrors();
            var key = InputText.Of(extra, "key");
            if (string.IsNullOrEmpty(key))
                problems.Add("key", "Missing value");
            if (!extra.ContainsKey("value"))
                problems.Add("value", "Missing value");
            positional.Add(problems.ToEntry());
            if (problems.Any)
                continue;
            read.Remove(key!);
            if (extra["value"] is { } value && extra["deleted"]?.ToString() is not "true")
                read[key!] = InputText.Of(value)!;
        }

        if (positional.Any(entry => entry.Count > 0))
            errors.Set("extras", positional);
        return read;
    }

    /// <summary>By <c>id</c> or <c>name</c>; the name wins, as an id of another site is of no use here.</summary>
    private static List<NamedMember>? ReadMembers(IReadOnlyList<JsonObject>? members, string field, string capacity, FieldErrors errors)
    {
        if (members is null)
            return null;
        var read = new List<NamedMember>();
        var positional = new List<IReadOnlyDictionary<string, object>>();
        foreach (var member in members)
        {
            var problems = new FieldErrors();
            var key = InputText.Of(member, "name") is { Length: > 0 } ? "name" : "id";
            var named = InputText.Of(member, key);
            if (string.IsNullOrEmpty(named))
                problems.Add("name", "Missing value");
            else
                read.Add(new NamedMember(named, key, InputText.Of(member, "capacity") is { Length: > 0 } given ? given : capacity));
            positional.Add(problems.ToEntry());
        }

        if (positional.Any(entry => entry.Count > 0))
            errors.Set(field, positional);
        return read;
    }
}
