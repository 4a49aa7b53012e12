using System.Globalization;
using Etl.Jobs.Registering;
using Etl.Jobs.Running;
using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Commands;

/// <summary>Registers the folders of <c>datasets/</c>, delivers their files to their inboxes once, and waits for the runs: the same job as any import.</summary>
internal static class DemoData
{
    public static async Task LoadAsync(Installation installation, Action<string> say, CancellationToken ct)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__OpenData", installation.ConnectionString);
        Environment.SetEnvironmentVariable("Files__Root", installation.Files);
        using var host = CommandHost.CreateBuilder().Build();
        foreach (var path in Directory.GetDirectories(Programs.Datasets).Order(StringComparer.Ordinal).Where(path => File.Exists(Path.Combine(path, "datapackage.json"))))
        {
            await installation.StepAsync($"Dataset {Path.GetFileName(path)}", token => LoadAsync(host.Services, path, say, token), ct);
        }
    }

    private static async Task<string> LoadAsync(IServiceProvider services, string path, Action<string> say, CancellationToken ct)
    {
        var folder = await DatasetFolder.ReadAsync(path, ct);
        await services.GetRequiredService<Registration>().SaveAsync(folder, ct);
        var delivered = await services.GetRequiredService<Samples>().DeliverAsync(folder, ct);
        await services.GetRequiredService<Schedules>().ApplyAsync(ct);
        if (delivered == 0)
            return "loaded before";

        var source = await services.GetRequiredService<SourceStore>().FindAsync(folder.Mapping.Name, ct) ?? throw new CommandException($"{folder.Mapping.Name} has no source");
        var first = await services.GetRequiredService<RunRequests>().StartAsync(new NewRun { SourceId = source.Id, Trigger = "demo" }, ct);
        var runs = await WaitAsync(services.GetRequiredService<RunStore>(), source.Id, first, say, ct);
        return string.Create(CultureInfo.InvariantCulture, $"{delivered} files, {runs} runs");
    }

    /// <summary>Until no run of the source is open; says how each one ended.</summary>
    private static async Task<int> WaitAsync(RunStore store, long sourceId, long first, Action<string> say, CancellationToken ct)
    {
        var told = new HashSet<long>();
        while (true)
        {
            var runs = await store.ListAsync(new RunQuery { SourceId = sourceId, IncludePrivate = true, Limit = 100 }, ct);
            foreach (var run in runs.Where(run => run.Id >= first && run.FinishedAt is not null).OrderBy(run => run.Id).Where(run => told.Add(run.Id)))
            {
                var seconds = (run.FinishedAt!.Value - (run.StartedAt ?? run.CreatedAt)).TotalSeconds;
                say(string.Create(CultureInfo.InvariantCulture,
                    $"{seconds,6:0.0} s    run {run.Id}, {run.Period:yyyy-MM-dd}: {run.Status}{(run.PublishedVersion is { } v ? $" as version {v}" : "")}{(run.Errors > 0 ? $", {run.Errors} findings" : "")}"));
            }

            if (runs.All(run => run.FinishedAt is not null))
                return told.Count;
            await Task.Delay(100, ct);
        }
    }
}
