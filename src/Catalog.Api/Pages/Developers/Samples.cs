namespace Catalog.Api.Pages.Developers;

/// <summary>One request in several languages; each program prints the rows and needs nothing but what its language brings (R: the package jsonlite).</summary>
internal static class Samples
{
    /// <summary>A program and the language it is written in, by its name and by the code that pages use.</summary>
    public sealed record Sample(string Language, string Code, string Text);

    /// <summary>A shell command that prints the answer.</summary>
    public static string Curl(string url) => $"curl -s '{url}'";

    /// <param name="url">Of a GET that answers with <c>result.records</c>; percent-encoded, so that it needs no escaping between quotation marks.</param>
    public static IReadOnlyList<Sample> Of(string url) =>
    [
        new("curl", "bash", Curl(url)),
        new("Python", "python", $"""
            import json, urllib.request

            with urllib.request.urlopen("{url}") as response:
                answer = json.load(response)
            for row in answer["result"]["records"]:
                print(row)
            """),
        new("R", "r", $"""
            library(jsonlite)

            answer <- fromJSON("{url}")
            print(answer$result$records)
            """),
        new("JavaScript", "javascript", $"""
            const response = await fetch("{url}");
            const answer = await response.json();
            console.table(answer.result.records);
            """),
        new("C#", "csharp", $"""
            using System.Net.Http.Json;
            using System.Text.Json.Nodes;

            using var client = new HttpClient();
            var answer = await client.GetFromJsonAsync<JsonNode>("{url}");
            foreach (var row in answer!["result"]!["records"]!.AsArray())
                Console.WriteLine(row!.ToJsonString());
            """),
    ];
}
