using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_update", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, Summary = "Change a user account, for the user and sysadmins; the address must be sent. Returns it.")]
internal sealed class UserUpdate(UserStore users, UserEditor editor, ImageUploads images, ISiteAddress site) : UserUpdating(users, editor, images, site)
{
    protected override bool IsWhole => true;
}
