using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>A document as parsers that are not ours read it.</summary>
internal sealed class Graph
{
    public sealed record Term(string Kind, string Value, string? Language, string? Datatype);

    public required IReadOnlyList<(Term Subject, string Predicate, Term Object)> Triples { get; init; }

    /// <summary>Other documents: how many triples, and whether they are the same graph.</summary>
    public required IReadOnlyList<(string Url, int Triples, bool Same)> Others { get; init; }

    private static readonly (string Prefix, string Iri)[] Prefixes =
    [
        ("dct:", "http://purl.org/dc/terms/"), ("dcat:", "http://www.w3.org/ns/dcat#"), ("foaf:", "http://xmlns.com/foaf/0.1/"), ("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("spdx:", "http://spdx.org/rdf/terms#"), ("hydra:", "http://www.w3.org/ns/hydra/core#"), ("adms:", "http://www.w3.org/ns/adms#"), ("dcatap:", "http://data.europa.eu/r5r/"),
        ("vcard:", "http://www.w3.org/2006/vcard/ns#"), ("locn:", "http://www.w3.org/ns/locn#"), ("xsd:", "http://www.w3.org/2001/XMLSchema#"), ("owl:", "http://www.w3.org/2002/07/owl#"),
        ("rdfs:", "http://www.w3.org/2000/01/rdf-schema#"), ("skos:", "http://www.w3.org/2004/02/skos/core#"), ("eu:", "http://publications.europa.eu/resource/authority/"),
    ];

    public static async Task<Graph> ReadAsync(params string[] urls)
    {
        var folder = Path.Combine(Repository.Root, "tests", "clients");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "n3")), "The parsers are not installed. Run the tests with ./test, which does it, or npm ci in tests/clients.");
        using var process = Process.Start(new ProcessStartInfo("node", ["rdf.js", .. urls]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(RdfSite.Ct);
        var errors = await process.StandardError.ReadToEndAsync(RdfSite.Ct);
        await process.WaitForExitAsync(RdfSite.Ct);
        Assert.True(process.ExitCode == 0, errors);
        var read = JsonNode.Parse(await output)!;
        return new Graph
        {
            Triples = [.. read["triples"]!.AsArray().Select(triple => (ToTerm(triple![0]!), Short((string)triple[1]!), ToTerm(triple[2]!)))],
            Others = [.. read["others"]!.AsArray().Select(other => ((string)other!["url"]!, (int)other["triples"]!, (bool)other["same"]!))],
        };
    }

    /// <summary>Subjects of that class.</summary>
    public IReadOnlyList<string> OfType(string type) =>
        [.. Triples.Where(triple => triple.Predicate == "rdf:type" && Short(triple.Object.Value) == type).Select(triple => triple.Subject.Value).Distinct()];

    public IReadOnlyList<Term> Objects(string subject, string predicate) => [.. Triples.Where(triple => triple.Subject.Value == subject && triple.Predicate == predicate).Select(triple => triple.Object)];

    /// <summary>The values with prefixes for known vocabularies, a language behind @ or a datatype behind ^^.</summary>
    public IReadOnlyList<string> Values(string subject, string predicate) => [.. Objects(subject, predicate).Select(Text).Order(StringComparer.Ordinal)];

    /// <summary>The one value.</summary>
    public string Value(string subject, string predicate) => Assert.Single(Values(subject, predicate));

    public static string Short(string iri)
    {
        foreach (var (prefix, ns) in Prefixes)
        {
            if (iri.StartsWith(ns, StringComparison.Ordinal))
                return prefix + iri[ns.Length..];
        }

        return iri;
    }

    private static string Text(Term term) => term.Kind != "Literal" ? Short(term.Value)
        : term.Language is not null ? $"{term.Value}@{term.Language}"
        : Short(term.Datatype!) is "xsd:string" ? term.Value : $"{term.Value}^^{Short(term.Datatype!)}";

    private static Term ToTerm(JsonNode node) => new((string)node["kind"]!, (string)node["value"]!, (string?)node["language"], (string?)node["datatype"]);
}
