using Budget.Importers.Mapping;

namespace Etl.Jobs.Registering;

/// <summary>A folder with <c>datapackage.json</c>, its code lists and, in <c>data/</c>, sample files laid out as the source delivers them.</summary>
internal sealed record DatasetFolder
{
    public required string Path { get; init; }

    /// <summary>The text of <c>datapackage.json</c>.</summary>
    public required string Json { get; init; }

    public required DatasetMapping Mapping { get; init; }

    public required IReadOnlyList<CodeList> CodeLists { get; init; }

    public string Samples => System.IO.Path.Combine(Path, "data");

    /// <exception cref="MappingException">All that is wrong with the mapping or a code list.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static async Task<DatasetFolder> ReadAsync(string path, CancellationToken ct)
    {
        var json = await File.ReadAllTextAsync(System.IO.Path.Combine(path, "datapackage.json"), ct);
        var mapping = DatasetMapping.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)));
        var lists = new List<CodeList>();
        foreach (var list in mapping.CodeLists)
        {
            await using var file = File.OpenRead(System.IO.Path.Combine(path, list.Path));
            lists.Add(await CodeList.ReadAsync(list.Name, file, ct));
        }

        return new DatasetFolder { Path = path, Json = json, Mapping = mapping, CodeLists = lists };
    }
}
