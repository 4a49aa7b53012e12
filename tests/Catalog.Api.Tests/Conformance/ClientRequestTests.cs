using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Conformance;

/// <summary>Clients that do not run here, byte for byte: their requests through a bare socket, and what each needs of the answers (contract 3.1).</summary>
public sealed class ClientRequestTests(CatalogSite site)
{
    [Fact]
    public async Task Recorded_requests_of_other_clients_are_answered_as_each_needs()
    {
        var address = site.Client.BaseAddress!;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = address.Authority, ["token"] = site.Site.Token, ["trees"] = site.TreesId,
        };
        var problems = new List<string>();
        foreach (var request in ClientRequest.Load())
        {
            var answer = await RawAnswer.SendAsync(address, request.Bytes(values), request.IsHead, CatalogSite.Ct);
            var json = answer.MediaType == "application/json" && answer.Body.Length > 0 ? JsonNode.Parse(answer.Body) : null;
            if ((answer.Status, answer.MediaType) != (request.Status, request.MediaType))
                problems.Add($"{request.Name}: {answer.Status} {answer.MediaType} {answer.Body[..Math.Min(300, answer.Body.Length)]}");
            problems.AddRange(request.Needs.Select(need => ClientNeed.Check(need, answer, json, values)).OfType<string>().Select(problem => $"{request.Name}: {problem}"));
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }
}
