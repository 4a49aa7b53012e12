using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>A version as the writing actions answer it: what <c>dataset_version_show</c> says of it afterwards.</summary>
internal sealed class VersionResults(VersionStore versions, ISiteAddress site)
{
    public async Task<VersionResult> GetAsync(ReadablePackage package, int version, CancellationToken ct) =>
        VersionResult.Of(await versions.FindAsync(package.Id, version, ct) ?? throw new NotFoundException("Version was not found."), package.Name, site.Url);
}
