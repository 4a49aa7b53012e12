namespace Catalog.Api.Dcat.Rdf;

/// <summary>Triples of one document, by subject in the order in which they were first spoken of. A triple that is said twice is there once.</summary>
internal sealed class RdfGraph
{
    private readonly Dictionary<RdfSubject, int> _places = [];
    private readonly List<(RdfSubject Subject, List<(string Predicate, RdfTerm Object)> Triples)> _nodes = [];
    private readonly HashSet<(RdfSubject, string, RdfTerm)> _known = [];
    private int _blanks;

    public IReadOnlyList<(RdfSubject Subject, List<(string Predicate, RdfTerm Object)> Triples)> Nodes => _nodes;

    public Blank NewBlank() => new(++_blanks);

    /// <summary>Whether something was said of it already.</summary>
    public bool Describes(RdfSubject subject) => _places.ContainsKey(subject);

    /// <summary>Whether it was said to be of that class.</summary>
    public bool IsOf(RdfSubject subject, string type) => _known.Contains((subject, "rdf:type", Namespaces.Expand(type)));

    /// <summary>Null says nothing.</summary>
    /// <param name="subject">What is spoken of.</param>
    /// <param name="predicate">A prefixed name.</param>
    /// <param name="value">The object.</param>
    public void Add(RdfSubject subject, string predicate, RdfTerm? value)
    {
        if (value is null || !_known.Add((subject, predicate, value)))
            return;
        if (!_places.TryGetValue(subject, out var place))
        {
            place = _places[subject] = _nodes.Count;
            _nodes.Add((subject, []));
        }

        _nodes[place].Triples.Add((predicate, value));
    }

    public void Add(RdfSubject subject, string predicate, IEnumerable<RdfTerm> values)
    {
        foreach (var value in values)
            Add(subject, predicate, value);
    }

    /// <summary>Says what kind of thing it is: a prefixed name of a class.</summary>
    public void Type(RdfTerm? subject, string type)
    {
        if (subject is RdfSubject node)
            Add(node, "rdf:type", Namespaces.Expand(type));
    }

    /// <summary>Says a thing of a class. A text where a thing is due becomes a thing with that label: DCAT-AP allows no text there.</summary>
    /// <param name="subject">What is spoken of.</param>
    /// <param name="predicate">A prefixed name.</param>
    /// <param name="value">The thing, or what it is called; null says nothing.</param>
    /// <param name="type">A prefixed name; null where the thing may be anything.</param>
    public void AddThing(RdfSubject subject, string predicate, RdfTerm? value, string? type)
    {
        if (value is Literal label)
        {
            var node = NewBlank();
            Add(node, "rdfs:label", label);
            value = node;
        }

        Add(subject, predicate, value);
        if (type is not null)
            Type(value, type);
    }

    /// <summary>Says a concept of a list, with the label that validators look for: of a list that we do not know the end of its address. A text where a concept is due becomes one that is called so.</summary>
    public void AddConcept(RdfSubject subject, string predicate, RdfTerm? value)
    {
        if (value is Literal word)
        {
            var node = NewBlank();
            Add(subject, predicate, node);
            Type(node, "skos:Concept");
            Add(node, "skos:prefLabel", word);
            return;
        }

        Add(subject, predicate, value);
        if (value is not Iri concept)
            return;
        Type(concept, "skos:Concept");
        Add(concept, "skos:prefLabel", EuLists.Label(concept) is { } label ? new Literal(label, "en") : new Literal(IriText.End(concept)));
    }
}
