namespace OpenData.Testing;

/// <summary>Paths in the source tree that the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built program of this configuration.</summary>
    public static string Program(string project) => Path.Combine(Root, "src", project, Tail(), $"{project}.dll");

    private static string Tail() => AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf("/bin/", StringComparison.Ordinal) + 1)..];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpenData.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run from within the source tree.");
        return folder;
    }
}
