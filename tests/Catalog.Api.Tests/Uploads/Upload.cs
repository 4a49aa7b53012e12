using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Sends multipart bodies byte for byte as clients do, and makes datasets that take files.</summary>
internal static class Upload
{
    public const string Boundary = "x-boundary-x";

    /// <summary>A part that is a text.</summary>
    public static byte[] Text(string name, string value) => Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");

    /// <summary>A part that is a file; its name stands in the header as given.</summary>
    public static byte[] File(string part, string fileName, byte[] content, string type = "application/octet-stream") =>
        [.. Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{fileName}\"\r\nContent-Type: {type}\r\n\r\n"), .. content, .. "\r\n"u8];

    public static ByteArrayContent Body(params byte[][] parts)
    {
        var content = new ByteArrayContent([.. parts.SelectMany(part => part), .. Encoding.UTF8.GetBytes($"--{Boundary}--\r\n")]);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}");
        return content;
    }

    public static async Task<(int Status, JsonNode Body)> SendAsync(this HttpClient client, string action, HttpContent body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/3/action/{action}") { Content = body };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await client.SendAsync(request, CatalogSite.Ct);
        var text = await response.Content.ReadAsStringAsync(CatalogSite.Ct);
        Assert.True((int)response.StatusCode < 500, $"{action}: {(int)response.StatusCode} {text}");
        return ((int)response.StatusCode, JsonNode.Parse(text)!);
    }

    private static string PartOf(string action) => action.StartsWith("resource", StringComparison.Ordinal) ? "upload" : action == "config_option_update" ? "logo_upload" : "image_upload";

    /// <summary>The result of a call with a file that must succeed.</summary>
    public static async Task<JsonNode> UploadAsync(this CatalogSite site, string action, string fileName, byte[] content, params (string Name, string Value)[] fields)
    {
        var part = PartOf(action);
        using var body = Body([.. fields.Select(field => Text(field.Name, field.Value)), File(part, fileName, content)]);
        var (status, answer) = await site.Client.SendAsync(action, body, site.Site.Token);
        Assert.True(status == 200, $"{action} {fileName}: {status} {answer.ToJsonString()}");
        return answer["result"]!;
    }

    /// <summary>Status and fields of the error of a call with a file.</summary>
    public static async Task<(int Status, string Error)> TryUploadAsync(this CatalogSite site, string action, string fileName, byte[] content, params (string Name, string Value)[] fields)
    {
        var part = PartOf(action);
        using var body = Body([.. fields.Select(field => Text(field.Name, field.Value)), File(part, fileName, content)]);
        var (status, answer) = await site.Client.SendAsync(action, body, site.Site.Token);
        if (status == 200)
            return (status, "");
        var error = answer is JsonObject ? answer["error"]!.AsObject() : new JsonObject { ["text"] = answer.DeepClone() };
        error.Remove("__type");
        return (status, error.ToJsonString(Actions.CleanJson.Options));
    }

    /// <summary>The name of an empty dataset of its own.</summary>
    public static async Task<string> HasDatasetAsync(this CatalogSite site, bool isPrivate = false)
    {
        var name = People.NewName("files");
        await site.MakeAsync("package_create", new JsonObject { ["name"] = name, ["owner_org"] = "workshop", ["private"] = isPrivate });
        return name;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The address of that content as a resource's file for ever.</summary>
    public static string Pinned(string dataset, string resource, string content, string name) =>
        $"/dataset/{dataset}/resource/{resource}/file/{Convert.ToHexStringLower(SHA256.HashData(Bytes(content)))}/{name}";

    public static async Task<HttpStatusCode> StatusAsync(this CatalogSite site, string address)
    {
        using var response = await site.SendAsync(HttpMethod.Get, address);
        return response.StatusCode;
    }

    public static async Task<HttpResponseMessage> SendAsync(this CatalogSite site, HttpMethod method, string address, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, address);
        with?.Invoke(request);
        return await site.Client.SendAsync(request, CatalogSite.Ct);
    }
}
