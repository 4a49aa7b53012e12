using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>What the guide prints is run as printed.</summary>
[Collection(PortalTests.Name)]
public sealed partial class DeveloperGuideTests(PortalSite site)
{
    [Fact]
    public async Task The_first_request_gives_the_answer_printed_below_it()
    {
        var html = await site.GetAsync("/developers");

        var answer = await ShellAsync(Block(html, "first-request"));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Block(html, "first-answer")), JsonNode.Parse(answer)), answer);
    }

    [Fact]
    public async Task Every_command_line_of_the_guide_succeeds()
    {
        var commands = Commands().Matches(await site.GetAsync("/developers")).Select(match => WebUtility.HtmlDecode(match.Groups["text"].Value)).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
            Assert.True((bool)JsonNode.Parse(await ShellAsync(command))!["success"]!, command);
    }

    [Fact]
    public async Task Every_action_is_listed()
    {
        var html = await site.GetAsync("/en/developers");

        Assert.All(new global::Catalog.Api.Actions.ActionRegistry(global::Catalog.Api.Actions.ActionRegistry.Types()).All, action => Assert.Contains($"<code>{action.Name}</code>", html, StringComparison.Ordinal));
    }

    /// <summary>Runs a command as a reader would, in a shell.</summary>
    internal static async Task<string> ShellAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(PortalSite.Ct);
        await process.WaitForExitAsync(PortalSite.Ct);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static string Block(string html, string id) =>
        WebUtility.HtmlDecode(Regex.Match(html, $"id=\"{id}\"[^>]*><code[^>]*>(?<text>[^<]*)</code>").Groups["text"].Value);

    [GeneratedRegex("<code[^>]*>(?<text>curl [^<]*)</code>")]
    internal static partial Regex Commands();
}
