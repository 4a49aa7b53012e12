using System.Text.RegularExpressions;
using OpenData.Core.Packages;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests;

/// <summary>The border of the web program, seen in what the compiler wrote, and the rules that comments cite.</summary>
public sealed partial class StructureTests
{
    [Fact]
    public void The_web_program_cannot_parse_uploaded_files()
    {
        var references = typeof(Program).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();

        Assert.Contains("OpenData.Core", references);
        Assert.DoesNotContain(references, name => name is "Budget.Importers" or "Etl.Jobs" or "CsvHelper");
    }

    [Fact]
    public void The_core_knows_neither_program()
    {
        var references = typeof(PackageStore).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, name => name is "Catalog.Api" or "Etl.Jobs" or "Budget.Importers");
    }

    /// <summary>A comment that cites a section that does not exist sends its reader nowhere.</summary>
    [Fact]
    public void Every_section_of_the_contract_that_a_comment_cites_exists()
    {
        var headings = Heading().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "ckan-contract.md"))).Select(match => match.Groups["n"].Value).ToHashSet();
        var cited = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".cs" or ".sql" or ".cshtml" && !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(path => Citation().Matches(File.ReadAllText(path)).SelectMany(match => Number().Matches(match.Value).Select(number => number.Value)))
            .Distinct(StringComparer.Ordinal).ToList();

        Assert.True(cited.Count > 30);
        Assert.Empty(cited.Except(headings, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^#+ (?<n>(\d+|A)(\.\d+)*)\.? ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"contract (\d+|A)(\.\d+)*(, (\d+|A)\.\d+(\.\d+)?)*")]
    private static partial Regex Citation();

    [GeneratedRegex(@"(\d+|A)(\.\d+)*")]
    private static partial Regex Number();
}
