using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

[CkanAction("user_patch", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, ObjectName = "User", Summary = "Change the keys that are sent of a user account, for the user and sysadmins. Returns it.")]
internal sealed class UserPatch(UserStore users, UserEditor editor, ImageUploads images, ISiteAddress site) : UserUpdating(users, editor, images, site)
{
    protected override bool IsWhole => false;
}
