namespace Catalog.Api.Dcat.Rdf;

/// <summary>The vocabularies that we speak, by prefix (contract 7.1). Names are written <c>dct:title</c> everywhere.</summary>
internal static class Namespaces
{
    public const string RdfIri = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>In the order in which documents declare them.</summary>
    public static readonly IReadOnlyList<(string Prefix, string Iri)> All =
    [
        ("adms", "http://www.w3.org/ns/adms#"),
        ("dcat", "http://www.w3.org/ns/dcat#"),
        ("dcatap", "http://data.europa.eu/r5r/"),
        ("dct", "http://purl.org/dc/terms/"),
        ("eli", "http://data.europa.eu/eli/ontology#"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("gsp", "http://www.opengis.net/ont/geosparql#"),
        ("hydra", "http://www.w3.org/ns/hydra/core#"),
        ("locn", "http://www.w3.org/ns/locn#"),
        ("owl", "http://www.w3.org/2002/07/owl#"),
        ("rdf", RdfIri),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("schema", "http://schema.org/"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("spdx", "http://spdx.org/rdf/terms#"),
        ("vcard", "http://www.w3.org/2006/vcard/ns#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ];

    private static readonly Dictionary<string, string> ByPrefix = All.ToDictionary(pair => pair.Prefix, pair => pair.Iri, StringComparer.Ordinal);

    /// <summary><c>dct:title</c> in its parts.</summary>
    public static (string Prefix, string Local) Split(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return (name[..colon], name[(colon + 1)..]);
    }

    public static string OfPrefix(string prefix) => ByPrefix[prefix];

    /// <summary>The whole address of a prefixed name.</summary>
    public static Iri Expand(string name)
    {
        var (prefix, local) = Split(name);
        return new Iri(ByPrefix[prefix] + local);
    }

    /// <summary>The prefixed name of an address that has one, else null.</summary>
    public static string? Shorten(Iri iri)
    {
        foreach (var (prefix, ns) in All)
        {
            if (iri.Value.Length > ns.Length && iri.Value.StartsWith(ns, StringComparison.Ordinal) && iri.Value.AsSpan(ns.Length).IndexOfAnyExcept(LocalCharacters) < 0
                && char.IsAsciiLetter(iri.Value[ns.Length]))
                return $"{prefix}:{iri.Value[ns.Length..]}";
        }

        return null;
    }

    private static readonly System.Buffers.SearchValues<char> LocalCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
