using Catalog.Api.Dcat.Rdf;
using OpenData.Core.Packages;

namespace Catalog.Api.Dcat;

/// <summary>Publishers, creators and contacts (contract 7.5). An agent without a name is left out: DCAT-AP does not allow one.</summary>
internal sealed class AgentGraph(RdfGraph graph, DcatSite site)
{
    /// <summary>Of the catalog itself.</summary>
    public RdfSubject Site()
    {
        var options = site.Options;
        var agent = (RdfSubject?)IriText.Web(options.PublisherUri) ?? site.Node("/#publisher");
        return Describe(agent, [new(site.PublisherName)], options.PublisherEmail, site.Url, options.PublisherType, identifier: null);
    }

    /// <summary>As the dataset's own fields say, else its organization, else who publishes the catalog: there is always one (contract 9, row 18).</summary>
    public RdfSubject Publisher(Fields fields, DatasetContext context) =>
        (fields.Objects("publisher") is [var first, ..] ? FromFields(first, "") : null)
        ?? FromFields(fields, "publisher_")
        ?? (context.Package.Organization is { } organization ? FromOrganization(organization.Id, Literals.Plain(organization.Title)?.Text ?? organization.Name, context.Publisher) : Site());

    public IEnumerable<RdfSubject> Creators(Fields fields)
    {
        var listed = fields.Objects("creator").Select(creator => FromFields(creator, "")).OfType<RdfSubject>().ToList();
        return listed.Count > 0 ? listed : FromFields(fields, "creator_") is { } one ? [one] : [];
    }

    public IEnumerable<RdfSubject> Contacts(Fields fields, Package package)
    {
        var listed = fields.Objects("contact").Select(contact => Contact(contact["uri"], contact["name"], contact["email"])).OfType<RdfSubject>().ToList();
        if (listed.Count > 0)
            return listed;
        var one = Contact(
            fields["contact_uri"],
            fields["contact_name"] ?? (Literals.Plain(package.Maintainer)?.Text ?? package.Author),
            fields["contact_email"] ?? (string.IsNullOrWhiteSpace(package.MaintainerEmail) ? package.AuthorEmail : package.MaintainerEmail));
        return one is null ? [] : [one];
    }

    private RdfSubject FromOrganization(Guid id, string title, DatasetContext.OrganizationTexts? known)
    {
        var fields = known?.Fields ?? new Fields([]);
        return Describe(site.Node($"/organization/{id}"), Literals.Texts(known?.Titles ?? new Dictionary<string, string>(), title), fields["email"], fields["url"], fields["dcat_type"], fields["identifier"]);
    }

    private RdfSubject? FromFields(Fields fields, string prefix) => fields[prefix + "name"] is not { } name ? null : Describe(
        (RdfSubject?)site.Foreign(fields[prefix + "uri"]) ?? graph.NewBlank(), [new(name)], fields[prefix + "email"], fields[prefix + "url"], fields[prefix + "type"], fields[prefix + "identifier"]);

    private RdfSubject Describe(RdfSubject agent, IReadOnlyList<Literal> name, string? email, string? homepage, string? type, string? identifier)
    {
        if (graph.IsOf(agent, "foaf:Agent"))
            return agent;   // as the first that spoke of it
        graph.Type(agent, "foaf:Agent");
        graph.Add(agent, "foaf:name", name);
        graph.Add(agent, "foaf:mbox", IriText.Mail(email));
        graph.AddThing(agent, "foaf:homepage", IriText.Web(homepage), "foaf:Document");
        graph.AddConcept(agent, "dct:type", IriText.Web(type));
        graph.Add(agent, "dct:identifier", identifier is null ? null : IriText.IriOrLiteral(identifier));
        return agent;
    }

    private RdfSubject? Contact(string? uri, string? name, string? email)
    {
        var mail = IriText.Mail(email);
        var iri = site.Foreign(uri);
        var named = Literals.Plain(name?.Trim());
        if (iri is null && mail is null && named is null)
            return null;
        var contact = (RdfSubject?)iri ?? graph.NewBlank();
        graph.Type(contact, "vcard:Organization");
        graph.Type(contact, "vcard:Kind");   // what a validator without reasoning looks for
        graph.Add(contact, "vcard:fn", named);
        graph.Add(contact, "vcard:hasEmail", mail);
        return contact;
    }
}
