using System.Text.Encodings.Web;
using System.Text.Json;
using OpenData.Core;

namespace Catalog.Api.Actions;

/// <summary>How everything under <c>/api</c> is written (contract 1.13, 2.1).</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = CkanJson.Options;

    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
