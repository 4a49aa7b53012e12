namespace OpenData.Core.Views;

/// <summary>A way to look at a resource that CKAN's clients know. We keep and list views; what draws them is the client.</summary>
/// <param name="Name">The wire name, <c>image_view</c>.</param>
/// <param name="Title">Of a view that is made unasked.</param>
/// <param name="Formats">Formats of resources that get one unasked, in the register's spelling; empty: those with a table, when views of tables are asked for.</param>
/// <param name="IsDefault">Whether resources get one unasked.</param>
public sealed record ViewType(string Name, string Title, IReadOnlyList<string> Formats, bool IsDefault)
{
    public static IReadOnlyList<ViewType> All { get; } =
    [
        new("image_view", "Image", ["PNG", "JPEG", "GIF"], IsDefault: true),
        new("text_view", "Text", ["TXT", "JSON", "GeoJSON", "XML", "RDF"], IsDefault: true),
        new("datatables_view", "Table", [], IsDefault: true),
        new("recline_view", "Data Explorer", [], IsDefault: false),
        new("recline_grid_view", "Grid", [], IsDefault: false),
        new("recline_graph_view", "Graph", [], IsDefault: false),
        new("recline_map_view", "Map", [], IsDefault: false),
        new("webpage_view", "Website", [], IsDefault: false),
        new("pdf_view", "PDF", [], IsDefault: false),
        new("video_view", "Video", [], IsDefault: false),
        new("audio_view", "Audio", [], IsDefault: false),
        new("geojson_view", "Map", [], IsDefault: false),
    ];

    /// <summary>The type of that name, or null.</summary>
    public static ViewType? Find(string name) => All.FirstOrDefault(type => type.Name == name);
}
