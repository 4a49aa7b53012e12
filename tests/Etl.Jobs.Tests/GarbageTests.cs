using System.Globalization;
using System.Text;
using OpenData.Core.Hosting;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A worker that takes files of up to 400 MB.</summary>
public sealed class PatientSite() : WorkerSite(("Etl__MaxFileBytes", "400000000"))
{
    public ProgramProcess Worker { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Worker = StartWorker();
    }
}

/// <summary>300 MB of garbage of several kinds: rejected, with memory that does not grow with the file, and the next good file publishes.</summary>
public sealed class GarbageTests(PatientSite site) : IClassFixture<PatientSite>
{
    private const long Size = 300_000_000;
    private const int MostMegabytes = 400;

    public static TheoryData<string, string[]> Kinds() => new()
    {
        { "random", ["encoding-differs", "encoding-invalid", "format-differs", "bytes-odd"] },
        { "zeros", ["encoding-differs", "encoding-invalid", "format-differs", "control-character", "line-too-long"] },
        { "one line", ["line-too-long"] },
        { "header, then one line", ["line-too-long"] },
        { "header, then wrong rows", ["field-count"] },
        { "header, then blank rows", ["reading-stopped"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Garbage_is_rejected_in_bounded_memory(string kind, string[] rules)
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(TestSource.Days[0]);
        var day = TestSource.Days[1];
        source.Deliver($"Incomes/{day}.csv", TestSource.Original("Incomes", day));
        Write(Path.Combine(source.Inbox, "Expenses", $"{day}.csv"), kind);

        var run = await source.RunAsync();

        Assert.True(run.Status == "rejected", $"{run.Status}: {TestSource.Sentences(run)}");
        var finding = run.Findings.First(finding => finding.Severity == "error");
        Assert.Contains(finding.Rule, rules);
        Assert.InRange(PeakMegabytes(), 1, MostMegabytes);
        Assert.Single(await source.VersionsAsync());
        File.Delete(Path.Combine(site.Files, "rejected", $"{run.Id}", "Expenses", $"{day}.csv"));
        File.Delete(Path.Combine(site.Files, "blobs", run.Files[0].Sha256[..2], run.Files[0].Sha256));
        Assert.Equal(2, (await source.PublishAsync(day)).PublishedVersion);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_unread()
    {
        var source = await site.HasSourceAsync();
        var day = TestSource.Days[0];
        source.Deliver($"Incomes/{day}.csv", TestSource.Original("Incomes", day));
        Directory.CreateDirectory(Path.Combine(source.Inbox, "Expenses"));
        await using (var file = File.Create(Path.Combine(source.Inbox, "Expenses", $"{day}.csv")))
            file.SetLength(400_000_001);

        var run = await source.RunAsync();

        Assert.Equal("rejected", run.Status);
        var finding = Assert.Single(run.Findings);
        Assert.Equal(("file-too-large", $"Expenses/{day}.csv", "400000001", "400000000"), (finding.Rule, finding.File, finding.Args["bytes"], finding.Args["most"]));
        Assert.Equal(2, source.After("rejected", run.Id).Count);
        Assert.Equal(1, (await source.PublishAsync(day)).PublishedVersion);
    }

    /// <summary>The most memory that the worker ever had, from the kernel.</summary>
    private int PeakMegabytes()
    {
        var line = File.ReadLines($"/proc/{site.Worker.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static void Write(string path, string kind)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        var random = new Random(1);
        var block = new byte[1 << 20];
        var text = kind switch
        {
            "one line" => "ακατάληπτο;",
            "header, then one line" => "1;2;3 ",
            "header, then wrong rows" => "άλφα;βήτα\n",
            "header, then blank rows" => "\n",
            _ => null,
        };
        if (kind == "zeros")
        {
            file.SetLength(Size);
            return;
        }

        if (text is not null)
        {
            file.Write([0xFE, 0xFF]);
            if (kind.StartsWith("header", StringComparison.Ordinal))
                file.Write(TestSource.Edited("Expenses", TestSource.Days[1], lines => lines.RemoveRange(1, lines.Count - 2)).AsSpan(2));
            block = Encoding.BigEndianUnicode.GetBytes(string.Concat(Enumerable.Repeat(text, (1 << 19) / text.Length)));
        }

        while (file.Length < Size)
        {
            if (text is null)
                random.NextBytes(block);
            file.Write(block);
        }
    }
}
