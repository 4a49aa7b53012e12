using Dapper;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A source's cron line and zone become a recurring job, and go with it.</summary>
public sealed class ScheduleTests(RunningSite site) : IClassFixture<RunningSite>
{
    [Fact]
    public async Task An_enabled_source_is_due_by_its_cron_line_in_Athens_and_a_disabled_one_is_not()
    {
        var source = await site.HasSourceAsync();

        var due = await DueAsync(source, wanted: true);
        Assert.Equal(new TimeOnly(5, 15), TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(due!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Athens")).DateTime));

        await ExecuteAsync("update etl.source set enabled = false where id = @Id", source);
        Assert.Null(await DueAsync(source, wanted: false));
        await ExecuteAsync("update etl.source set enabled = true where id = @Id", source);
        Assert.NotNull(await DueAsync(source, wanted: true));
    }

    [Fact]
    public async Task A_changed_cron_line_is_planned_anew()
    {
        var source = await site.HasSourceAsync();
        await DueAsync(source, wanted: true);

        await site.RegisterAsync(source.Source.PackageName, json => json["etl"]!["schedule"]!["cron"] = "40 6 * * *");

        while (TimeZoneInfo.ConvertTime((await DueAsync(source, wanted: true))!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Athens")) is not { Hour: 6, Minute: 40 })
            await Task.Delay(50, WorkerSite.Ct);
    }

    [Fact]
    public async Task The_schedule_itself_publishes_what_lies_in_the_folder()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        await ExecuteAsync("update etl.source set cron = '*/2 * * * * *' where id = @Id", source);   // with seconds, which no mapping may have

        IReadOnlyList<Run> runs;
        while ((runs = await source.EndOfAllAsync()).Count == 0)
            await Task.Delay(200, WorkerSite.Ct);

        await ExecuteAsync("update etl.source set enabled = false where id = @Id", source);
        Assert.Equal(("schedule", "published"), (runs[0].Trigger, runs[0].Status));
    }

    private async Task<DateTimeOffset?> DueAsync(TestSource source, bool wanted)
    {
        while (true)
        {
            var due = (await site.Sources.FindAsync(source.Source.PackageName, WorkerSite.Ct))!.NextDue;
            if (due is not null == wanted)
                return due;
            await Task.Delay(50, WorkerSite.Ct);
        }
    }

    private async Task ExecuteAsync(string sql, TestSource source)
    {
        await using var connection = await site.Database.Write.OpenConnectionAsync(WorkerSite.Ct);
        await connection.ExecuteAsync(sql, source.Source);
    }
}
