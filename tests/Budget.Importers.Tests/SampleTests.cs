using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Budget.Importers.Mapping;
using OpenData.Testing;
using Xunit;

namespace Budget.Importers.Tests;

/// <summary>
/// Every folder <c>Samples/IMPORTER/CASE</c> is a test: <c>input.RESOURCE.*</c> is read with the importer's <c>datapackage.json</c>, or one of the
/// case, or the importer's with the options of the case's <c>read.json</c>; lines and findings are compared with <c>expected*.csv</c>.
/// </summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Budget.Importers.Tests", "Samples");

    public static TheoryData<string> Cases { get; } =
        [.. Directory.EnumerateDirectories(Folder).SelectMany(Directory.EnumerateDirectories).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Sample_gives_its_expected_lines_and_findings(string sample)
    {
        var result = await ReadAsync(sample);

        Snapshot.MatchFile(Lines(result), Path.Combine(Folder, sample, "expected.csv"));
        Snapshot.MatchFile(Findings(result.Findings), Path.Combine(Folder, sample, "expected.findings.csv"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Sample_gives_the_same_lines_twice_each_with_its_place_and_its_own_key(string sample)
    {
        var (first, second) = (await ReadAsync(sample), await ReadAsync(sample));

        Assert.Equal(Lines(first), Lines(second));
        Assert.All(first.Lines, line => Assert.True(line.SourceLine > 0 && line.SourceColumn > 0));
        var keys = first.Lines.Select(line => string.Join("\0", first.Mapping.PrimaryKey.Select(k => line.Values[first.Mapping.IndexOf(k)]))).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void Every_importer_has_a_sample_and_a_page()
    {
        Assert.All(ImporterRegistry.All, importer =>
        {
            Assert.Contains(Cases, row => row.Data.StartsWith(importer.Info.Id + "/", StringComparison.Ordinal));
            Assert.True(File.Exists(Path.Combine(Repository.Root, importer.Info.Source)), importer.Info.Source);
        });
        Assert.NotEmpty(ImporterRegistry.All);
    }

    private static async Task<Read.Result> ReadAsync(string sample)
    {
        var folder = Path.Combine(Folder, sample);
        var mapping = Mapping(folder);
        var input = Directory.EnumerateFiles(folder, "input.*").Single();
        var resource = Path.GetFileName(input).Split('.')[1];
        await using var file = File.OpenRead(input);
        return await Read.StreamAsync(file, mapping, resource, Path.GetFileName(input), new DateOnly(2024, 5, 31));
    }

    private static DatasetMapping Mapping(string folder)
    {
        var own = Path.Combine(folder, "datapackage.json");
        if (File.Exists(own))
            return Read.Mapping(own);
        var shared = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "..", "datapackage.json")))!.AsObject();
        var options = Path.Combine(folder, "read.json");
        if (File.Exists(options))
            foreach (var (name, value) in JsonNode.Parse(File.ReadAllText(options))!.AsObject())
                shared["etl"]!["read"]![name] = value!.DeepClone();
        return DatasetMapping.Read(new MemoryStream(Encoding.UTF8.GetBytes(shared.ToJsonString())));
    }

    private static string Lines(Read.Result result) => Csv(
        [.. result.Mapping.Fields.Select(field => field.Name), "line", "column"],
        result.Lines.Select(line => (IEnumerable<object?>)[.. line.Values, line.SourceLine, line.SourceColumn]));

    private static string Findings(FindingLog findings) => Csv(
        ["rule", "severity", "line", "column", "header", "value", "expected", "args"],
        findings.Items.Select(f => (IEnumerable<object?>)
            [f.Rule, f.Severity, f.Line, f.Column, f.Header, f.Value, f.Expected, string.Join(" ", f.Args.Select(arg => $"{arg.Key}={arg.Value}"))]));

    private static string Csv(IEnumerable<string> header, IEnumerable<IEnumerable<object?>> rows)
    {
        var csv = new StringBuilder();
        foreach (var row in rows.Prepend(header))
            csv.AppendJoin(',', row.Select(Cell)).Append('\n');
        return csv.ToString();
    }

    private static string Cell(object? value)
    {
        var text = value is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
