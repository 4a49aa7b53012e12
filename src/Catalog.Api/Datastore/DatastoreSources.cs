using OpenData.Core.Access;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>From a resource id or an alias to rows bound to a version, through the one rule of who may read. One for each request: what it has asked it knows.</summary>
internal sealed class DatastoreSources(PackageAccess access, VersionStore versions, KnownBounds known, TableAliases aliases)
{
    private (string Id, Caller Caller, ReadableResource Resource)? _asked;
    private (string Id, Caller Caller, VersionBound At)? _current;

    /// <exception cref="NotFoundException">No such resource.</exception>
    /// <exception cref="NotAuthorizedException">Not for this caller.</exception>
    public async Task RequireReadAsync(string resourceId, Caller caller, CancellationToken ct)
    {
        if (resourceId == TableList.Name)
            return;
        // Most requests are for the current version of what everybody may read: one statement answers them.
        if (Guid.TryParseExact(resourceId, "D", out var id) && await versions.FindCurrentAsync(id, caller, ct) is { } at)
            _current = (resourceId, caller, at);
        else
            await FindAsync(resourceId, caller, ct);
    }

    /// <summary>A bound that an earlier request has found: neither it nor the caller's right is sure, so it is of use only where the statement that reads asks for both.</summary>
    public KnownBound? Suppose(string resourceId, VersionRequest request) => Guid.TryParseExact(resourceId, "D", out var id) ? known.Find(id, request) : null;

    /// <summary>The rows; the version is null for the list of tables.</summary>
    /// <exception cref="NotFoundException">No such resource, no table, no such version.</exception>
    /// <exception cref="NotAuthorizedException">Not for this caller.</exception>
    /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
    public async Task<(RowSource Source, VersionBound? At)> GetAsync(string resourceId, VersionRequest request, Caller caller, CancellationToken ct)
    {
        if (resourceId == TableList.Name)
            return (TableList.For(caller), null);
        if (!request.IsPinned && _current is { } current && current.Id == resourceId && current.Caller == caller)
            return (RowSource.Of(current.At), current.At);
        var resource = await FindAsync(resourceId, caller, ct);
        var at = await versions.FindBoundAsync(resource.Id, request, ct) ?? throw new NotFoundException(Missing(resourceId));
        return (RowSource.Of(at), at);
    }

    /// <summary>The resource alone, without its rows.</summary>
    /// <exception cref="NotFoundException">No such resource.</exception>
    /// <exception cref="NotAuthorizedException">Not for this caller.</exception>
    public async Task<ReadableResource> FindAsync(string resourceId, Caller caller, CancellationToken ct)
    {
        if (_asked is { } asked && asked.Id == resourceId && asked.Caller == caller)
            return asked.Resource;
        var resource = await access.RequireReadResourceAsync(await aliases.ResolveAsync(resourceId, ct), caller, ct, Missing(resourceId), removed: true);
        _asked = (resourceId, caller, resource);
        return resource;
    }

    private static string Missing(string resourceId) => $"Resource \"{(resourceId.Length > 100 ? resourceId[..100] : resourceId)}\" was not found.";
}
