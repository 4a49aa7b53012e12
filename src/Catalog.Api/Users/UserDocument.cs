using System.Text.Json.Nodes;
using Catalog.Api.Actions;

namespace Catalog.Api.Users;

/// <summary>The keys that an account may be written with (contract 2.7). They are read from the whole by <c>UserInput</c>.</summary>
internal record UserDocument
{
    [AllParameters]
    public JsonObject All { get; init; } = [];

    [Parameter("Login name: 2 to 100 lower-case letters, digits, - and _; unique.")]
    public JsonNode? Name { get; init; }

    [Parameter("E-mail address, unique among active users.")]
    public JsonNode? Email { get; init; }

    [Parameter("At least 8 characters.")]
    public JsonNode? Password { get; init; }

    [Parameter("What people call the user.")]
    public JsonNode? Fullname { get; init; }

    [Parameter("Some words about the user.")]
    public JsonNode? About { get; init; }

    [Parameter("The address of a picture.")]
    public JsonNode? ImageUrl { get; init; }

    [Parameter("A picture, as a part of a multipart form: PNG, GIF or JPEG.")]
    public JsonNode? ImageUpload { get; init; }

    [Parameter("true takes the uploaded picture away.")]
    public JsonNode? ClearUpload { get; init; }

    [Parameter("Whether the user wants e-mails of activities; they are not sent yet.")]
    public JsonNode? ActivityStreamsEmailNotifications { get; init; }

    [Parameter("active or deleted; only by sysadmins.")]
    public JsonNode? State { get; init; }

    [Parameter("Whether the user is a sysadmin; only by sysadmins.")]
    public JsonNode? Sysadmin { get; init; }

    [Parameter("The stored hash of a password from another site; only by sysadmins.")]
    public JsonNode? PasswordHash { get; init; }

    [Parameter("An object that plug-ins use; only by sysadmins.")]
    public JsonNode? PluginExtras { get; init; }
}
