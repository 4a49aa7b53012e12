using System.Runtime.CompilerServices;

namespace Catalog.Api.Tests.Pages;

/// <summary>The sources of the pages, for the tests that read them: the working tree that these tests were compiled from.</summary>
internal static class Sources
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    public static string Pages { get; } = Path.Combine(Root, "src", "Catalog.Api", "Pages");

    public static string Lib { get; } = Path.Combine(Root, "src", "Catalog.Api", "wwwroot", "lib");

    public static IEnumerable<string> Views() => Directory.EnumerateFiles(Pages, "*.cshtml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Pages, "*.cs*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
