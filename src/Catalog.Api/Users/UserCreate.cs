using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_create", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, Summary = "Make a user account, for sysadmins or where the site lets everybody. Returns it; with with_apitoken also a token, which is shown only here.")]
internal sealed class UserCreate(UserStore users, UserEditor editor, UserAccess access, ApiTokenStore tokens, ImageUploads images, ISiteAddress site) : CkanAction<UserCreate.Parameters, JsonObject>
{
    public sealed record Parameters : UserDocument
    {
        [Parameter("A UUID; only by sysadmins.")]
        public JsonNode? Id { get; init; }

        [Parameter("Make an API token and return it under token.", Lenient = true)]
        public bool WithApitoken { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        access.RequireCreate(caller);
        return Task.CompletedTask;
    }

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var change = UserInput.ReadCreation(p.All, caller);
        using var image = await images.ReadAsync(File, ImageUploads.User, ct);
        var id = await editor.CreateAsync(change with { Image = image }, ct);
        var user = await users.FindAsync(id.ToString(), caller, ct) ?? throw new NotFoundException();
        // Who makes an account sees all of it once: it is the answer that says what was stored.
        var result = UserResult.Of(user, new Caller { UserId = user.Id }, site.Url);
        if (p.WithApitoken)
            result["token"] = await tokens.CreateAsync(user.Name, "default", ct);
        return result;
    }
}
