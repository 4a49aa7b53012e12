using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Errors;

namespace Catalog.Api.Schemas;

/// <summary>
/// What may be written of a dataset, group or organization, in the form that programs know from ckanext-scheming (contract 3.9). There is one type of each; its
/// fields are the parameters of the action that creates it, so they are told nowhere twice.
/// </summary>
internal sealed class Schema(ActionRegistry actions)
{
    // What has a list or an action of its own is no field of a form.
    private static readonly HashSet<string> Left = ["id", "package_id", "resources", "upload", "clear_upload", "image_upload", "tags", "users", "packages", "groups", "extras"];

    /// <summary>Datasets, with the fields of their resources.</summary>
    /// <exception cref="NotFoundException">Another type than <c>dataset</c>.</exception>
    public JsonObject OfDatasets(string type) => new()
    {
        ["scheming_version"] = 2,
        ["dataset_type"] = Known(type, "dataset"),
        ["dataset_fields"] = Fields("package_create"),
        ["resource_fields"] = Fields("resource_create"),
    };

    /// <summary>Groups or organizations.</summary>
    /// <exception cref="NotFoundException">Another type than the kind itself.</exception>
    public JsonObject OfGroups(string type, string kind) => new()
    {
        ["scheming_version"] = 2,
        [$"{kind}_type"] = Known(type, kind),
        ["fields"] = Fields($"{kind}_create"),
    };

    private static string Known(string type, string only) => type == only ? type : throw new NotFoundException();

    private JsonArray Fields(string action) => new(actions.Find(action)!.Parameters.Where(parameter => !Left.Contains(parameter.Name)).Select(parameter => (JsonNode)new JsonObject
    {
        ["field_name"] = parameter.Name,
        ["label"] = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(parameter.Name[..1]) + parameter.Name[1..].Replace('_', ' '),
        ["help_text"] = parameter.Declared.Description,
        ["required"] = parameter.Name == "name" && action != "resource_create",
    }).ToArray());
}
