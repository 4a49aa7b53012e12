using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenData.Core.Datastore.Writing;

/// <summary>JSON as CKAN stores it: a blank behind each comma and colon; what was sent keeps its digits and the order of its keys.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Spaced(JsonElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    /// <summary>A text as a JSON value.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, Plain);

    private static void Append(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in element.EnumerateArray().Index())
                {
                    text.Append(i > 0 ? ", " : "");
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var (i, property) in element.EnumerateObject().Index())
                {
                    text.Append(i > 0 ? ", " : "").Append(Quoted(property.Name)).Append(": ");
                    Append(text, property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.String:
                text.Append(Quoted(element.GetString()!));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }
}
