using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

[CkanAction("package_update", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Replace a dataset: what is left out is cleared, resources and tags that are not listed are removed.")]
internal sealed class PackageUpdate(PackageEdit editor, PackageAccess access, RequestConditions conditions) : CkanAction<PackageUpdate.Parameters, Package>
{
    public sealed record Parameters : PackageFields
    {
        [Parameter("The id or name of the dataset; without it the dataset is found by name.")]
        public string? Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        access.RequireEditAsync(IdOf(p), caller, ct, missing: "Package was not found.");

    protected override Task<Package> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        editor.UpdateAsync(IdOf(p), _ => p.All, caller, conditions.IfMatch, ct);

    private static string IdOf(Parameters p)
    {
        var id = string.IsNullOrEmpty(p.Id) ? InputText.Of(p.Name) : p.Id;
        return !string.IsNullOrEmpty(id) ? id : throw new ValidationException(new Dictionary<string, object> { ["id"] = "Missing value" });   // a text, not a list (contract 1.8)
    }
}
