using System.Text.Json.Nodes;
using Catalog.Api.Loading;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

/// <summary>Changes one resource by changing its dataset (contract 3.5, 3.6): the same checks, the same lock, and the errors of that resource at the top (contract 1.8).</summary>
internal sealed class ResourceEdit(PackageEditor editor, AutomaticLoad loads, IOptions<FileStoreOptions> limits)
{
    /// <param name="package">The dataset.</param>
    /// <param name="change">Changes the list of resources and returns the place of the one that is meant.</param>
    /// <param name="caller">Has been authorized.</param>
    /// <param name="ifMatch">The <c>If-Match</c> header, or null.</param>
    /// <param name="file">What came as its file, or null.</param>
    /// <param name="ct">Stops it; nothing is written then.</param>
    /// <param name="within">What is written with the resource, in the same transaction.</param>
    public async Task<Resource> UpdateAsync(
        Guid package, Func<JsonArray, int> change, Caller caller, string? ifMatch, ReceivedFile? file, CancellationToken ct, Func<NpgsqlConnection, Resource, Task>? within = null)
    {
        var upload = file is null ? null : await ResourceUpload.OfAsync(file, limits.Value, ct);
        var place = -1;
        JsonArray? before = null;
        try
        {
            var written = await editor.UpdateAsync(package.ToString(), stored =>
            {
                var document = ContentDocument.Of(stored.Content);
                before = (JsonArray)document["resources"]!.DeepClone();
                place = change(document["resources"]!.AsArray());
                return new PackageChange(document, place, upload);
            }, caller, ifMatch, ct, within is null ? null : (connection, changed) => within(connection, changed.Resources[place]));
            var resource = written.Resources[place];
            await loads.AfterAsync(resource, before!, upload is not null, caller, ct);
            return resource;
        }
        catch (ValidationException e)
        {
            throw new ValidationException(Lift(e.Errors, place));
        }
    }

    /// <summary>Where a resource stands in the list.</summary>
    /// <exception cref="NotFoundException">It was deleted meanwhile.</exception>
    public static int PlaceOf(JsonArray resources, Guid id) =>
        resources.Index().FirstOrDefault(r => (string?)r.Item!["id"] == id.ToString()) is { Item: not null } found ? found.Index : throw new NotFoundException("Resource was not found.");

    private static Dictionary<string, object> Lift(IReadOnlyDictionary<string, object> errors, int place)
    {
        var lifted = errors.Where(error => error.Key != "resources").ToDictionary(error => error.Key, error => error.Value, StringComparer.Ordinal);
        if (errors.GetValueOrDefault("resources") is not IReadOnlyList<IReadOnlyDictionary<string, object>> positional)
            return lifted;
        if (positional[place].Count == 0)   // another resource of the dataset breaks a rule that came later
            lifted["resources"] = positional;
        foreach (var (field, problem) in positional[place])
            lifted[field] = problem;
        return lifted;
    }
}
