using System.Text.Json.Nodes;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Packages.Input;

namespace OpenData.Core.Users;

/// <summary>Reads an account that a caller sent (contract 2.7, 1.9). What only sysadmins may set is dropped for others, so that an account's own answer is good input.</summary>
public static class UserInput
{
    /// <summary>An account to make: name, address and password are needed; a sysadmin may bring a hash in place of the password.</summary>
    /// <exception cref="ValidationException">Everything that is wrong with it.</exception>
    public static UserChange ReadCreation(JsonObject document, Caller caller)
    {
        var errors = new FieldErrors();
        var change = Read(document, caller, errors) with { Id = ReadId(document, caller, errors) };
        Require(document, "email", errors);
        Require(document, "name", errors);
        if (change.PasswordHash is null)
            Require(document, "password", errors);
        errors.ThrowIfAny();
        return change;
    }

    /// <summary>An account to change.</summary>
    /// <param name="document">As sent.</param>
    /// <param name="user">The account as it is.</param>
    /// <param name="isWhole">user_update, which needs the address.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="ValidationException">Everything that is wrong with it.</exception>
    public static UserChange ReadChange(JsonObject document, User user, bool isWhole, Caller caller)
    {
        var errors = new FieldErrors();
        var change = Read(document, caller, errors);
        if (isWhole || document.ContainsKey("email"))
            Require(document, "email", errors);
        if (document.ContainsKey("name"))
            Require(document, "name", errors);
        if (change.Name is { } name && name != user.Name && !caller.IsSysadmin)
            errors.Set("name", new[] { "That login name can not be modified." });
        errors.ThrowIfAny();
        return change;
    }

    private static UserChange Read(JsonObject document, Caller caller, FieldErrors errors)
    {
        var name = NotEmpty(document, "name");
        if (name is not null && Slug.Problem(name) is { } problem)
            errors.Add("name", problem);
        var email = NotEmpty(document, "email")?.Trim();
        if (email is { Length: > 0 } && Email.Problem(email) is { } wrong)
            errors.Add("email", wrong);
        var password = NotEmpty(document, "password");
        if (password is not null && Slug.Length(password) is < Passwords.MinLength)
            errors.Add("password", $"Your password must be {Passwords.MinLength} characters or longer");
        else if (password is { Length: > Passwords.MaxLength })
            errors.Add("password", $"Must be a maximum of {Passwords.MaxLength} characters long");
        return new UserChange
        {
            Name = name,
            Email = email,
            Password = password,
            Fullname = Text(document, "fullname"),
            About = Text(document, "about"),
            ImageUrl = ImageInput.UrlOf(document),
            ActivityStreamsEmailNotifications = document.ContainsKey("activity_streams_email_notifications") ? InputFlag.IsTrue(document["activity_streams_email_notifications"]) : null,
            PasswordHash = caller.IsSysadmin ? NotEmpty(document, "password_hash") : null,
            State = caller.IsSysadmin ? ReadState(document, errors) : null,
            Sysadmin = caller.IsSysadmin && document["sysadmin"] is { } flag ? InputFlag.IsTrue(flag) : null,
            PluginExtras = caller.IsSysadmin && document["plugin_extras"] is JsonObject extras ? extras.ToJsonString() : null,
        };
    }

    private static Guid? ReadId(JsonObject document, Caller caller, FieldErrors errors)
    {
        if (NotEmpty(document, "id") is not { } text)
            return null;
        if (!caller.IsSysadmin)
            errors.Add("id", "The input field id was not expected.");
        else if (Ids.Read(text) is { } id)
            return id;
        else
            errors.Add("id", "Invalid id provided");
        return null;
    }

    private static string? ReadState(JsonObject document, FieldErrors errors)
    {
        var state = NotEmpty(document, "state");
        if (state is not (null or "active" or "deleted"))
            errors.Add("state", "Value must be one of ['active', 'deleted']");
        return state;
    }

    private static void Require(JsonObject document, string key, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(InputText.Of(document, key)))
            errors.Set(key, new[] { "Missing value" });
    }

    private static string? NotEmpty(JsonObject document, string key) => InputText.Of(document, key) is { Length: > 0 } text ? text : null;

    private static string? Text(JsonObject document, string key) => document.ContainsKey(key) ? InputText.Of(document, key) ?? "" : null;
}
