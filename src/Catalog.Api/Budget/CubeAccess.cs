using OpenData.Core.Access;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Budget;

/// <summary>The cube that a request means, for a caller who may read its dataset.</summary>
internal sealed class CubeAccess(PackageAccess access, CubeStore cubes)
{
    /// <summary>For an action's check before its work: nothing named means that the choice is made among what the caller may read.</summary>
    public Task RequireReadAsync(string? idOrName, Caller caller, CancellationToken ct) =>
        idOrName is null ? Task.CompletedTask : access.RequireReadAsync(idOrName, caller, ct);

    /// <param name="idOrName">Of the dataset; null: the only cube that the caller may read.</param>
    /// <exception cref="NotFoundException">No such dataset, no such version, or no budget in it.</exception>
    /// <exception cref="NotAuthorizedException">The dataset is not for this caller.</exception>
    /// <exception cref="ValidationException">Nothing was named and there are several cubes.</exception>
    public async Task<Cube> RequireAsync(string? idOrName, VersionRequest version, Caller caller, CancellationToken ct)
    {
        if (idOrName?.Contains('\0', StringComparison.Ordinal) == true)
            throw new NotFoundException();   // no name holds it, and PostgreSQL refuses it (security rule 8)
        var package = await access.RequireReadAsync(idOrName ?? await OnlyCubeAsync(caller, ct), caller, ct);
        return await cubes.FindAsync(package.Id, version, ct) ?? throw new NotFoundException($"Dataset {package.Name} has no published budget lines");
    }

    private async Task<string> OnlyCubeAsync(Caller caller, CancellationToken ct) => await cubes.ListAsync(caller, ct) switch
    {
        [] => throw new NotFoundException("There is no budget cube"),
        [var only] => only,
        var several => throw new ValidationException("id", $"Missing value: there are several cubes. Accepted: {string.Join(", ", several)}"),
    };
}
