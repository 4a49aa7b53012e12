using System.Text;
using Budget.Importers.Formats;
using Budget.Importers.Mapping;
using OpenData.Testing;
using Xunit;

namespace Budget.Importers.Tests;

/// <summary>Runs an importer over bytes and collects what came out; the few lines that every test here needs.</summary>
internal static class Read
{
    public static string ThessalonikiFolder { get; } = Path.Combine(Repository.Root, "datasets", "thessaloniki-budget");

    public static DatasetMapping Thessaloniki { get; } = Mapping(Path.Combine(ThessalonikiFolder, "datapackage.json"));

    public static DatasetMapping Mapping(string path)
    {
        using var json = File.OpenRead(path);
        return DatasetMapping.Read(json);
    }

    /// <summary>A file of Thessaloniki in its own encoding, from text; lines separated by LF.</summary>
    public static Task<Result> TextAsync(string resource, string text) =>
        BytesAsync(resource, [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)]);

    public static Task<Result> BytesAsync(string resource, byte[] bytes) =>
        StreamAsync(new MemoryStream(bytes), Thessaloniki, resource, "2016_04_01_22.54.csv", new DateOnly(2016, 4, 1));

    public static async Task<Result> StreamAsync(Stream stream, DatasetMapping dataset, string resource, string fileName, DateOnly? period)
    {
        var mapping = dataset.Resource(resource);
        var context = new FileContext { FileName = fileName, Dataset = dataset, Period = period };
        var findings = new FindingLog();
        var lines = new List<BudgetLine>();
        await foreach (var line in new DelimitedText().ReadAsync(stream, mapping, context, findings, TestContext.Current.CancellationToken))
            lines.Add(line);
        return new(lines, findings, mapping);
    }

    public sealed record Result(IReadOnlyList<BudgetLine> Lines, FindingLog Findings, ResourceMapping Mapping)
    {
        /// <summary>The only finding, or a failure that lists them.</summary>
        public Finding TheFinding => Findings.Items is [var one] ? one : throw new Xunit.Sdk.XunitException(string.Join(Environment.NewLine, Findings.Items));

        public object? Value(int line, string field) => Lines[line].Values[Mapping.IndexOf(field)];
    }
}
