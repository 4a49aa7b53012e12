using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

/// <summary>Single activities, for those who may see them; what changed in them for those who may edit the object, or for all where the site says so (contract 3.4).</summary>
internal sealed class ActivityReader(ActivityStore activities, PackageAccess packages, IOptions<AuthOptions> auth)
{
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="NotAuthorizedException">It is not for this caller.</exception>
    public async Task<Activity> RequireReadAsync(string id, Caller caller, CancellationToken ct)
    {
        var (activity, isVisible) = await activities.FindAsync(id, caller, ct) ?? throw new NotFoundException();
        return isVisible ? activity : throw new NotAuthorizedException();
    }

    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="NotAuthorizedException">It is not for this caller, or its detail is not.</exception>
    public async Task<Activity> RequireDetailAsync(string id, Caller caller, CancellationToken ct)
    {
        var activity = await RequireReadAsync(id, caller, ct);
        if (auth.Value.PublicActivityStreamDetail || caller.IsSysadmin || caller.Has(Role.Admin, activity.ObjectId) || caller.UserId == activity.ObjectId)
            return activity;
        if (activity.ActivityType.EndsWith(" package", StringComparison.Ordinal))
            await packages.RequireEditAsync(activity.ObjectId.ToString(), caller, ct);
        else
            throw new NotAuthorizedException();
        return activity;
    }

    /// <summary>The state before, where it may be seen.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="NotAuthorizedException">It is not for this caller.</exception>
    public async Task<Activity> RequirePreviousAsync(Activity activity, Caller caller, CancellationToken ct)
    {
        var (previous, isVisible) = await activities.FindPreviousAsync(activity, caller, ct) ?? throw new NotFoundException("Previous activity for this object not found");
        return isVisible ? previous : throw new NotAuthorizedException();
    }
}
