using Catalog.Api.Dcat.Rdf;

namespace Catalog.Api.Dcat;

/// <summary>Where and when a dataset is about (contract 7.4 "spatial", "temporal").</summary>
internal sealed class PlaceGraph(RdfGraph graph, DcatEdition edition)
{
    public void AddSpatial(RdfSubject dataset, Fields fields)
    {
        var uri = IriText.Name(fields["spatial_uri"]) ?? IriText.Web(fields["spatial"]);
        var geometry = fields["spatial"] is { } spatial ? Wkt.OfGeoJson(spatial) : null;
        // People write a place's name where an extension expects a shape.
        var label = fields["spatial_text"] ?? (geometry is null && uri is null && fields["spatial"] is { } words && words[0] is not ('{' or '[') ? words : null);
        var box = Geometry(fields["spatial_bbox"]);
        var centre = Geometry(fields["spatial_centroid"]);
        if (uri is null && geometry is null && label is null && box is null && centre is null)
            return;
        var place = (RdfSubject?)uri ?? graph.NewBlank();
        graph.Add(dataset, "dct:spatial", place);
        if (graph.IsOf(place, "dct:Location"))
            return;   // one place has one shape: that of the first dataset that names it
        graph.Type(place, "dct:Location");
        graph.Add(place, "locn:geometry", geometry is null ? null : new Literal(geometry, Datatype: "gsp:wktLiteral"));
        graph.Add(place, "skos:prefLabel", label is null ? null : new Literal(label));
        graph.Add(place, "dcat:bbox", box);
        graph.Add(place, "dcat:centroid", centre);
    }

    public void AddTemporal(RdfSubject dataset, Fields fields)
    {
        var (start, end) = (fields["temporal_start"], fields["temporal_end"]);
        if (start is null && end is null)
            return;
        var period = graph.NewBlank();
        graph.Add(dataset, "dct:temporal", period);
        graph.Type(period, "dct:PeriodOfTime");
        foreach (var prefix in edition == DcatEdition.One ? new[] { "dcat", "schema" } : ["dcat"])
        {
            graph.Add(period, $"{prefix}:startDate", start is null ? null : Literals.Date(start));
            graph.Add(period, $"{prefix}:endDate", end is null ? null : Literals.Date(end));
        }
    }

    private static Literal? Geometry(string? text) => text is not null && Wkt.OfGeoJson(text) is { } wkt ? new Literal(wkt, Datatype: "gsp:wktLiteral") : null;
}
