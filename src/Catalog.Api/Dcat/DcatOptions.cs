using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace Catalog.Api.Dcat;

/// <summary>Section <c>Dcat</c>: what the RDF of the catalog says of the site itself (contract 7.3).</summary>
[OptionsSection("Dcat")]
internal sealed class DcatOptions
{
    /// <summary>What the names of catalog, datasets and distributions begin with, for ever; no slash at the end. Empty: the site's address (CKAN: ckanext.dcat.base_uri).</summary>
    [RegularExpression("^(https?://[^?# ]*[^/?# ])?$", ErrorMessage = "Dcat:BaseUri must be an address without a slash at the end, such as https://data.example.org")]
    public string BaseUri { get; init; } = "";

    /// <summary>Who publishes the catalog, and datasets that have no organization. Empty: the name of the site.</summary>
    public string PublisherName { get; init; } = "";

    /// <summary>Address that names the publisher, such as one of an authority list; empty: it has no name of its own.</summary>
    [RegularExpression("^(https?://[^ ]+)?$", ErrorMessage = "Dcat:PublisherUri must be an address")]
    public string PublisherUri { get; init; } = "";

    /// <summary>Where readers write to.</summary>
    public string PublisherEmail { get; init; } = "";

    /// <summary>Kind of the publisher, of ADMS's list; a municipality is a local authority.</summary>
    [RegularExpression("^(https?://[^ ]+)?$", ErrorMessage = "Dcat:PublisherType must be an address")]
    public string PublisherType { get; init; } = "http://purl.org/adms/publishertype/LocalAuthority";

    /// <summary>Licence of the catalog's own metadata, as an address; empty: not stated.</summary>
    [RegularExpression("^(https?://[^ ]+)?$", ErrorMessage = "Dcat:License must be an address")]
    public string License { get; init; } = "";

    /// <summary>Place that the catalog is about, as an address of the EU's lists or of GeoNames; empty: not stated.</summary>
    [RegularExpression("^(https?://[^ ]+)?$", ErrorMessage = "Dcat:Spatial must be an address")]
    public string Spatial { get; init; } = "http://publications.europa.eu/resource/authority/country/GRC";
}
