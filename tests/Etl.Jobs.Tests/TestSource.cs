using System.Globalization;
using System.Text;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A dataset of its own on a shared site: a copy of Thessaloniki's mapping under another name, with its own drop folder.</summary>
public sealed class TestSource(WorkerSite site, Source source, string path)
{
    private static readonly string[] Paid = ["55694120.86", "59959180.95", "67985923.76"];

    public static readonly string[] Days = ["2016_04_01_22.54", "2016_04_15_21.29", "2016_04_29_21.29"];

    public WorkerSite Site => site;

    public Source Source => source;

    /// <summary>The drop folder.</summary>
    public string Inbox { get; } = Path.Combine(site.Files, "inbox", path);

    /// <summary>The bytes of a real file: <c>Expenses</c> or <c>Incomes</c>.</summary>
    public static byte[] Original(string folder, string day) => File.ReadAllBytes(Path.Combine(WorkerSite.Thessaloniki, "data", folder, $"{day}.csv"));

    /// <summary>A real file with its lines changed; the first is the header.</summary>
    public static byte[] Edited(string folder, string day, Action<List<string>> edit)
    {
        var encoding = new UnicodeEncoding(bigEndian: true, byteOrderMark: true);
        var lines = encoding.GetString(Original(folder, day).AsSpan(2)).Split('\n').ToList();
        edit(lines);
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(string.Join('\n', lines))];
    }

    /// <summary>Delivers both real files of a day.</summary>
    public void Deliver(string day)
    {
        foreach (var folder in new[] { "Expenses", "Incomes" })
            Deliver($"{folder}/{day}.csv", Original(folder, day));
    }

    /// <summary>Puts bytes into the drop folder, by a rename.</summary>
    public void Deliver(string file, byte[] bytes)
    {
        var target = Path.Combine(Inbox, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target + ".part", bytes);
        File.Move(target + ".part", target, overwrite: true);
    }

    /// <summary>Starts a run by hand and waits for its end.</summary>
    public async Task<Run> RunAsync(bool correction = false) =>
        await site.EndOfAsync(await site.Requests.StartAsync(new NewRun { SourceId = source.Id, Trigger = "manual", Correction = correction }, WorkerSite.Ct));

    /// <summary>Delivers a day, runs, and expects it to be published.</summary>
    public async Task<Run> PublishAsync(string day)
    {
        Deliver(day);
        var run = await RunAsync();
        Assert.True(run.Status == "published", $"{run.Status}: {Sentences(run)} {site.Log}");
        return run;
    }

    /// <summary>One version for each run, totals to the cent, the files moved, nothing left of the work.</summary>
    public async Task IsPublishedOnceAsync(Run run, int versions)
    {
        Assert.True(run.Status == "published", $"{run.Status}: {TestSource.Sentences(run)} {site.Trouble}");
        Assert.Equal(versions, run.PublishedVersion);
        var published = await VersionsAsync();
        Assert.Equal(Enumerable.Range(1, versions), published.Select(version => version.Version));
        Assert.Equal(Paid[versions - 1], published[^1].Resources[0].Totals["phase"]["paid"]);
        foreach (var resource in published[^1].Resources)
        {
            var table = await site.ScalarAsync<int>("select table_no from catalog.resource where id = @ResourceId", resource);
            var (rows, keys) = (await site.ScalarAsync<long>($"select count(*) from rows.r_{table} where _vf <= {versions} and {versions} < _vt"),
                await site.ScalarAsync<long>($"select count(distinct _k) from rows.r_{table} where _vf <= {versions} and {versions} < _vt"));
            Assert.Equal((resource.RowCount, resource.RowCount), (rows, keys));
        }

        var sum = await site.ScalarAsync<decimal>($"""
            select sum(amount) from rows.r_{await site.ScalarAsync<int>("select table_no from catalog.resource where id = @ResourceId", published[^1].Resources[0])}
             where _vf <= {versions} and {versions} < _vt and phase = 'paid'
            """);
        Assert.Equal(Paid[versions - 1], sum.ToString(CultureInfo.InvariantCulture));
        Assert.Empty(Waiting());
        Assert.Equal(2, After("done", run.Id).Count);
        Assert.Equal(0, await site.ScalarAsync<int>("select count(*) from pg_tables where schemaname = 'stage'"));
        Assert.False(Directory.Exists(Path.Combine(site.Files, "work", $"run-{run.Id}")));
        Assert.Equal(run.Steps.Count, run.Steps.Count(step => step.Status == "done"));
    }

    /// <summary>All runs, oldest first, when none is open any more.</summary>
    public async Task<IReadOnlyList<Run>> EndOfAllAsync()
    {
        while (true)
        {
            var runs = await site.Runs.ListAsync(new RunQuery { SourceId = source.Id, IncludePrivate = true, Limit = 1000 }, WorkerSite.Ct);
            if (runs.All(run => run.FinishedAt is not null))
                return [.. runs.Reverse()];
            await Task.Delay(50, WorkerSite.Ct);
        }
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> VersionsAsync() =>
        [.. (await new VersionStore(site.Database).ListAsync(source.PackageId, WorkerSite.Ct)).Reverse()];

    public Task<int> CurrentVersionAsync() => site.ScalarAsync<int>("select current_version from catalog.package where id = @PackageId", source);

    /// <summary>Files of this source that still lie in its drop folder, and of a run under <c>done</c>, <c>rejected</c> or <c>cancelled</c>.</summary>
    public IReadOnlyList<string> Waiting() => !Directory.Exists(Inbox) ? [] :
        [.. Directory.EnumerateFiles(Inbox, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Inbox, file)).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> After(string kind, long runId)
    {
        var folder = Path.Combine(site.Files, kind, $"{runId}");
        return !Directory.Exists(folder) ? [] :
            [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
    }

    public static string Sentences(Run run) => string.Join(" / ", run.Findings.Select(finding => $"{finding.Rule}: {finding.Message["en"]}").Append(run.Reason));
}
