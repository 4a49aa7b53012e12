namespace Etl.Jobs.Commands;

/// <summary>Where the other program and the datasets are: beside this one in a published folder, in their projects' folders in a source tree.</summary>
internal static class Programs
{
    private static readonly string Here = Path.GetDirectoryName(typeof(Programs).Assembly.Location)!;

    public static string Web { get; } = First("../Catalog.Api/Catalog.Api.dll", "../../../../Catalog.Api" + Tail() + "/Catalog.Api.dll");

    public static string Datasets { get; } = First("../datasets", "../../../../../datasets");

    /// <summary>/bin/Release/net10.0</summary>
    private static string Tail() => Here[Here.LastIndexOf("/bin/", StringComparison.Ordinal)..];

    private static string First(params string[] paths)
    {
        var full = paths.Select(path => Path.GetFullPath(Path.Combine(Here, path))).ToList();
        return full.FirstOrDefault(Path.Exists) ?? full[^1];
    }
}
