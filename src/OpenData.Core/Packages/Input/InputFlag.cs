using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenData.Core.Packages.Input;

/// <summary>A boolean as clients send it in a document (contract 2.1): anything that is not one of the words for true is false.</summary>
public static class InputFlag
{
    public static bool IsTrue(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.ToJsonString() == "1",
        JsonValueKind.String => value.GetValue<string>().Trim().ToLowerInvariant() is "true" or "yes" or "t" or "y" or "1",
        _ => false,
    };
}
