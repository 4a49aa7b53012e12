using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

/// <summary>user_update and user_patch (contract 3.6): for the user and for sysadmins. Keys that are not sent stay.</summary>
internal abstract class UserUpdating(UserStore users, UserEditor editor, ImageUploads images, ISiteAddress site) : CkanAction<UserUpdating.Parameters, JsonObject>
{
    private User _user = null!;

    public sealed record Parameters : UserDocument
    {
        [Parameter("The id or the name of the user.")]
        public required string Id { get; init; }
    }

    /// <summary>Whether the address must be sent.</summary>
    protected abstract bool IsWhole { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _user = await users.FindAsync(p.Id, caller, ct) ?? throw new NotFoundException("User was not found.");
        UserAccess.RequireEdit(_user, caller);
    }

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var change = UserInput.ReadChange(p.All, _user, IsWhole, caller);
        using var image = await images.ReadAsync(File, ImageUploads.User, ct);
        await editor.UpdateAsync(_user, change with { Image = image }, caller, ct);
        var changed = await users.FindAsync(_user.Id.ToString(), caller, ct) ?? throw new NotFoundException();
        return UserResult.Of(changed, caller, site.Url);
    }
}
