using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

/// <summary>
/// CKAN 2.12's activity_delete, activity_delete_all and activity_delete_counts (contract 3.4) do not exist in 2.11, which we speak, and delete nothing here: activities
/// are the history that <c>package_show</c> with <c>activity_id</c>, <c>version</c> or <c>as_of</c> is answered from.
/// </summary>
internal abstract class ActivityDeleting : CkanAction<NoParameters, object?>
{
    protected sealed override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected sealed override Task<object?> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => throw new ValidationException(
        new Dictionary<string, object> { ["message"] = "Activities are kept on this site: old states of datasets are shown from them" });
}
