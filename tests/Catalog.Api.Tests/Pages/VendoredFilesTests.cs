using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>What others made lies under <c>wwwroot/lib</c> with version, licence and hash (design D.3): nothing is fetched from a foreign host, and nobody edits it unseen.</summary>
public sealed class VendoredFilesTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Every_vendored_file_has_the_hash_of_the_manifest()
    {
        var entries = Manifest();

        var wrong = entries.SelectMany(entry => entry.Files)
            .Where(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Sources.Lib, file.Key)))) != file.Value)
            .Select(file => file.Key);

        Assert.NotEmpty(entries);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_vendored_file_stands_in_the_manifest_with_a_licence_beside_it()
    {
        var entries = Manifest();

        var present = Directory.EnumerateFiles(Sources.Lib, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Sources.Lib, path)).Where(path => path != "manifest.json");

        Assert.Equal(entries.SelectMany(entry => entry.Files.Keys).Order(StringComparer.Ordinal), present.Order(StringComparer.Ordinal));
        Assert.All(entries, entry =>
        {
            Assert.False(string.IsNullOrWhiteSpace(entry.Version));
            Assert.False(string.IsNullOrWhiteSpace(entry.Licence));
            Assert.Contains(entry.Files.Keys, path => Path.GetFileName(path) == "LICENSE");
        });
    }

    [Fact]
    public void No_stylesheet_names_another_host()
    {
        var css = Path.Combine(Sources.Lib, "..", "css");

        Assert.All(Directory.EnumerateFiles(css, "*.css"), path => Assert.DoesNotContain("//", File.ReadAllText(path), StringComparison.Ordinal));
    }

    private static List<Entry> Manifest() =>
        JsonSerializer.Deserialize<List<Entry>>(File.ReadAllText(Path.Combine(Sources.Lib, "manifest.json")), Web)!;

    private sealed record Entry(string Name, string Version, string Licence, IReadOnlyDictionary<string, string> Files);
}
