using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_function_delete", Effect.Write, MinimumCaller.Sysadmin, Summary = "Not supported: there are no functions of callers.")]
internal sealed class DatastoreFunctionDelete : CkanAction<NoParameters, object?>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    /// <exception cref="ValidationException">Always (contract 5.10).</exception>
    protected override Task<object?> RunAsync(NoParameters p, Caller caller, CancellationToken ct) =>
        throw new ValidationException(new Dictionary<string, object> { ["message"] = "Triggers and functions are not supported" });
}
