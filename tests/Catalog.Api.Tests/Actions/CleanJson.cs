using System.Text.Encodings.Web;
using System.Text.Json;

namespace Catalog.Api.Tests.Actions;

/// <summary>JSON that a test can compare by eye.</summary>
internal static class CleanJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
