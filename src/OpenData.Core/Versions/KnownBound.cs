using OpenData.Core.Access;
using OpenData.Core.Datastore;

namespace OpenData.Core.Versions;

/// <summary>
/// A bound that was found for an earlier request, with what tells whether it still holds: the number of the transaction that last wrote each of the records which it was made of. It answers
/// nothing alone: <see cref="For"/> makes the question part of the statement that reads the rows, so that bound, rights and rows are of one moment.
/// </summary>
/// <param name="At">As it was found.</param>
/// <param name="Source">Its rows.</param>
/// <param name="Stamp">As <see cref="StampSql"/> gave it.</param>
public sealed record KnownBound(VersionBound At, RowSource Source, string Stamp)
{
    /// <summary>Of dataset, resource, version of the dataset and version of the resource. Whoever changes one of them changes this.</summary>
    internal const string StampSql = "concat_ws(' ', p.xmin, r.xmin, d.xmin, rv.xmin)";

    private static readonly string Holds = $"""
        (select {PackageAccess.ReadableByPlace(2)} and {StampSql} = $6
           from catalog.resource r
           join catalog.package p on p.id = r.package_id
           join ver.dataset_version d on d.package_id = p.id and d.v = $7
           join ver.resource_version rv on rv.resource_id = r.id and rv.v = $8
          where r.id = $1)
        """;

    /// <summary>The rows for a caller: none at all when the bound no longer holds or this caller may not read it.</summary>
    public RowSource For(Caller caller) => Source with
    {
        Where = $"{Holds} and {Source.Where}",
        Parameters =
        [
            At.ResourceId, caller.IsSysadmin, caller.Roles.Count == 0 ? [] : caller.Roles.Keys.ToArray(), caller.Collaborations.Count == 0 ? [] : caller.Collaborations.Keys.ToArray(),
            caller.UserId ?? Guid.Empty, Stamp, At.Version, At.ChangedVersion,
        ],
    };
}
