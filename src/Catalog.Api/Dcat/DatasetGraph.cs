using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Packages;

namespace Catalog.Api.Dcat;

/// <summary>A dataset in DCAT-AP's words (contract 7.4).</summary>
internal sealed class DatasetGraph(RdfGraph graph, DcatSite site, DcatEdition edition)
{
    private readonly AgentGraph _agents = new(graph, site);
    private readonly PlaceGraph _places = new(graph, edition);
    private readonly DistributionGraph _distributions = new(graph, site, edition);

    public Iri Add(DatasetContext context)
    {
        var package = context.Package;
        var fields = Fields.Of(package);
        // Two datasets that were given one name stay two.
        var dataset = site.Foreign(fields["uri"]) is { } own && !graph.Describes(own) ? own : site.Node($"/dataset/{package.Id}");
        graph.Type(dataset, package.Type == "dataset_series" ? "dcat:DatasetSeries" : "dcat:Dataset");
        AddTexts(dataset, package, fields);
        AddDates(dataset, package, fields);
        AddRights(dataset, package, fields);
        AddLinks(dataset, package, fields);
        var publisher = _agents.Publisher(fields, context);
        graph.Add(dataset, "dct:publisher", publisher);
        graph.Add(dataset, "dct:creator", _agents.Creators(fields));
        graph.Add(dataset, "dcat:contactPoint", _agents.Contacts(fields, package));
        _places.AddSpatial(dataset, fields);
        _places.AddTemporal(dataset, fields);
        foreach (var resource in package.Resources)
            graph.Add(dataset, "dcat:distribution", _distributions.Add(dataset, package, resource));
        new VersionGraph(graph, site, _distributions, edition).Add(dataset, publisher, context);
        return dataset;
    }

    /// <summary>Title by language; the extra of that name where the dataset itself has none.</summary>
    public static IReadOnlyList<Literal> Titles(Package package, Fields fields) =>
        Literals.Texts(Translations(package.TitleTranslated, fields, "title_translated"), package.Title) is { Count: > 0 } texts ? texts : [new(package.Name)];

    /// <summary>Description by language; the title where there is none, because DCAT-AP asks for one (contract 7.7).</summary>
    public static IReadOnlyList<Literal> Descriptions(Package package, Fields fields) =>
        Literals.Texts(Translations(package.NotesTranslated, fields, "notes_translated"), package.Notes) is { Count: > 0 } texts ? texts : Titles(package, fields);

    /// <summary>In one language, for formats that know no others: the dataset's own, else its name.</summary>
    public static string Title(Package package) => Literals.Plain(package.Title)?.Text ?? package.Name;

    /// <summary>The same of the description; the title where there is none.</summary>
    public static string Description(Package package) => Literals.Plain(package.Notes)?.Text ?? Title(package);

    private static IReadOnlyDictionary<string, string> Translations(IReadOnlyDictionary<string, string> own, Fields fields, string key) => own.Count > 0
        ? own
        : fields.Translations(key).Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => pair.Value[0], StringComparer.Ordinal);

    private void AddTexts(Iri dataset, Package package, Fields fields)
    {
        graph.Add(dataset, "dct:title", Titles(package, fields));
        graph.Add(dataset, "dct:description", Descriptions(package, fields));
        graph.Add(dataset, "dct:identifier", new Literal(fields["identifier"] ?? fields["guid"] ?? package.Id.ToString()));   // a text, even where it is an address: DCAT-AP
        foreach (var other in fields.List("alternate_identifier"))
        {
            var identifier = graph.NewBlank();
            graph.Add(dataset, "adms:identifier", identifier);
            graph.Type(identifier, "adms:Identifier");
            graph.Add(identifier, "skos:notation", new Literal(other));
        }

        var translated = fields.Translations("tags_translated").SelectMany(language => language.Value.Select(tag => Literals.Text(tag, language.Key))).ToList();
        graph.Add(dataset, "dcat:keyword", translated.Count > 0 ? translated : package.Tags.Select(tag => Literals.Plain(tag.Name)).OfType<Literal>());
        graph.Add(dataset, edition == DcatEdition.Three ? "dcat:version" : "owl:versionInfo",
            Literals.Plain(package.Version) ?? Literals.Plain(fields["dcat_version"]));
        graph.Add(dataset, "adms:versionNotes", Literals.Plain(fields["version_notes"]));
    }

    private void AddDates(Iri dataset, Package package, Fields fields)
    {
        graph.Add(dataset, "dct:issued", fields["issued"] is { } issued ? Literals.Date(issued) : Literals.Time(package.MetadataCreated));
        graph.Add(dataset, "dct:modified", fields["modified"] is { } modified ? Literals.Date(modified) : Literals.Time(package.MetadataModified));
        graph.Add(dataset, "dcat:temporalResolution", Literals.Duration(fields["temporal_resolution"]));
        graph.Add(dataset, "dcat:spatialResolutionInMeters", Literals.Decimal(fields["spatial_resolution_in_meters"]));
        if (fields.First("frequency") is { } frequency)
            graph.AddThing(dataset, "dct:accrualPeriodicity", EuLists.Frequency(frequency), "dct:Frequency");
    }

    private void AddRights(Iri dataset, Package package, Fields fields)
    {
        var rights = fields["access_rights"] ?? (package.Private ? "non-public" : "public");
        graph.AddThing(dataset, "dct:accessRights", (RdfTerm?)EuLists.AccessRights(rights) ?? new Literal(rights), "dct:RightsStatement");
        foreach (var provenance in fields.List("provenance") is { Count: > 0 } list && fields["provenance"]![0] == '[' ? list : fields["provenance"] is { } one ? [one] : [])
            graph.AddThing(dataset, "dct:provenance", new Literal(provenance), "dct:ProvenanceStatement");
        foreach (var law in fields.List("applicable_legislation").Select(IriText.Web))
            graph.AddThing(dataset, "dcatap:applicableLegislation", law, "eli:LegalResource");
        foreach (var category in fields.List("hvd_category").Select(IriText.Web))
            graph.AddConcept(dataset, "dcatap:hvdCategory", category);
    }

    private void AddLinks(Iri dataset, Package package, Fields fields)
    {
        graph.AddThing(dataset, "dcat:landingPage", IriText.Web(package.Url), "foaf:Document");
        // Groups are themes where they have the name of one (contract 7.8).
        foreach (var theme in fields.List("theme").Concat(package.Groups.Select(group => group.Name).Where(EuLists.IsTheme)))
            graph.AddConcept(dataset, "dcat:theme", EuLists.Theme(theme));
        foreach (var (key, predicate, type) in Links)
        {
            foreach (var value in fields.List(key))
                graph.AddThing(dataset, predicate, IriText.IriOrLiteral(value), type);
        }

        graph.AddConcept(dataset, "dct:type", fields["dcat_type"] is { } kind ? EuLists.Concept("dataset-type", kind) : null);
        foreach (var language in fields.List("language"))
            graph.AddThing(dataset, "dct:language", EuLists.Language(language), "dct:LinguisticSystem");
        foreach (var series in fields.List("in_series"))
            graph.Add(dataset, "dcat:inSeries", IriText.Name(series) ?? (Guid.TryParseExact(series, "D", out var id) ? site.Node($"/dataset/{id}") : null));
        foreach (var version in fields.List("has_version"))
            graph.AddThing(dataset, edition == DcatEdition.Three ? "dcat:hasVersion" : "dct:hasVersion", (RdfTerm?)IriText.Name(version) ?? new Literal(version), type: null);
    }

    private static readonly IReadOnlyList<(string Key, string Predicate, string? Type)> Links =
    [
        ("conforms_to", "dct:conformsTo", "dct:Standard"), ("documentation", "foaf:page", "foaf:Document"), ("related_resource", "dct:relation", null),
        ("is_version_of", "dct:isVersionOf", null), ("source", "dct:source", null), ("sample", "adms:sample", null), ("is_referenced_by", "dct:isReferencedBy", null),
    ];
}
