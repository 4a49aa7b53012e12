using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("dataset_purge", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Remove a dataset for ever, with all its versions and rows.")]
internal sealed class DatasetPurge(PackageRemover remover, PackageAccess access) : CkanAction<DatasetPurge.Parameters, object?>
{
    private const string Missing = "Dataset was not found";

    public sealed record Parameters
    {
        [Parameter("The id or name of the dataset.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.GetAsync(p.Id, ct, Missing);

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.GetAsync(p.Id, ct, Missing);
        await remover.PurgeAsync(package.Id, ct);
        return null;
    }
}
