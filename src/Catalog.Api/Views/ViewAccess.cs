using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

/// <summary>A view is readable and editable where its resource is.</summary>
internal sealed class ViewAccess(ViewStore views, PackageAccess access)
{
    /// <exception cref="NotFoundException">No such view.</exception>
    /// <exception cref="NotAuthorizedException">The resource is not for this caller.</exception>
    public async Task<ResourceView> RequireReadAsync(string id, Caller caller, CancellationToken ct)
    {
        var view = await views.FindAsync(id, ct) ?? throw new NotFoundException();
        await access.RequireReadResourceAsync(view.ResourceId.ToString(), caller, ct);
        return view;
    }

    /// <exception cref="NotFoundException">No such view.</exception>
    /// <exception cref="NotAuthorizedException">The resource is not for this caller to edit.</exception>
    public async Task<ResourceView> RequireEditAsync(string id, Caller caller, CancellationToken ct)
    {
        var view = await views.FindAsync(id, ct) ?? throw new NotFoundException();
        await access.RequireEditResourceAsync(view.ResourceId.ToString(), caller, ct);
        return view;
    }
}
