using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace Etl.Jobs.Importing;

/// <summary>What a line of a dump is; its keys tell.</summary>
internal enum DumpKind
{
    Dataset,
    Organization,
    Group,
    User,
}

/// <summary>A line of a dump as a document.</summary>
internal sealed record DumpLine(DumpKind Kind, JsonObject Document)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="ValidationException">No JSON object, or a text that the database cannot keep.</exception>
    public static DumpLine Read(string text)
    {
        JsonObject? document;
        try
        {
            document = JsonNode.Parse(text, documentOptions: Options) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new ValidationException("json", $"not JSON at character {e.BytePositionInLine}");
        }

        if (document is null)
            throw new ValidationException("json", "not a JSON object");
        if (text.Contains("\\u0000", StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal))
            throw new ValidationException("json", "Null characters are not allowed");
        return new DumpLine(KindOf(document), document);
    }

    private static DumpKind KindOf(JsonObject document) =>
        document["is_organization"]?.GetValueKind() switch
        {
            JsonValueKind.True => DumpKind.Organization,
            JsonValueKind.False => DumpKind.Group,
            _ => document.ContainsKey("sysadmin") || document.ContainsKey("fullname") ? DumpKind.User : DumpKind.Dataset,
        };
}
