using System.Text.Json.Nodes;
using Catalog.Api.Loading;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

/// <summary>Changes a dataset as a whole; the links that it brings are loaded as those of single resources are (<see cref="ResourceEdit"/>).</summary>
internal sealed class PackageEdit(PackageEditor editor, AutomaticLoad loads)
{
    /// <param name="idOrName">Of the dataset.</param>
    /// <param name="change">Gets the document that would write what is stored, and gives the one to write.</param>
    /// <param name="caller">Has been authorized.</param>
    /// <param name="ifMatch">The <c>If-Match</c> header, or null.</param>
    /// <param name="ct">Stops it; nothing is written then.</param>
    /// <exception cref="NotFoundException">The dataset is gone.</exception>
    /// <exception cref="PreconditionException">It changed since the caller read it.</exception>
    /// <exception cref="ValidationException">Everything that is wrong with the document.</exception>
    public async Task<Package> UpdateAsync(string idOrName, Func<JsonObject, JsonObject> change, Caller caller, string? ifMatch, CancellationToken ct)
    {
        JsonArray before = [];
        var package = await editor.UpdateAsync(idOrName, stored =>
        {
            var document = ContentDocument.Of(stored.Content);
            before = (JsonArray)document["resources"]!.DeepClone();
            return change(document);
        }, caller, ifMatch, ct);
        await loads.AfterAsync(package, before, caller, ct);
        return package;
    }
}
