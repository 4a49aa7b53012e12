using System.Text.Json;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("current_package_list_with_resources", Effect.Read, MinimumCaller.Anonymous, IsConditional = true,
    Summary = "Return public datasets with their resources, the last modified first.")]
internal sealed class CurrentPackageListWithResources(PackageStore packages) : CkanAction<CurrentPackageListWithResources.Parameters, CurrentPackageListWithResources.Stream>
{
    private const int MostRows = 1000;
    private const int Batch = 50;

    public sealed record Parameters
    {
        [Parameter("Datasets to return; larger numbers are cut to 1000.", Min = 0)]
        public int Limit { get; init; } = 10;

        [Parameter("Datasets to leave out at the beginning.", Min = 0)]
        public long Offset { get; init; }

        [Parameter("Page of limit datasets, from 1; instead of offset.", Min = 1)]
        public int? Page { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Stream> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var limit = Math.Min(p.Limit, MostRows);
        var offset = p.Page is { } page ? (page - 1L) * limit : p.Offset;
        return new Stream(packages, await packages.ListNewestAsync(limit, offset, ct));
    }

    /// <summary>A few datasets at a time, so that memory does not grow with the list.</summary>
    internal sealed class Stream(PackageStore packages, IReadOnlyList<Guid> ids) : IStreamedResult
    {
        public async Task WriteAsync(JsonOutput output, CancellationToken ct)
        {
            output.Json.WriteStartArray();
            foreach (var batch in ids.Chunk(Batch))
            {
                foreach (var package in await packages.ListAsync(batch, ct))
                    JsonSerializer.Serialize(output.Json, package, ApiJson.Options);
                await output.FlushIfLargeAsync(ct);
            }

            output.Json.WriteEndArray();
        }
    }
}
