using Budget.Importers.Mapping;
using Dapper;
using Etl.Jobs.Fetching;
using Etl.Jobs.Steps;
using OpenData.Core.Database;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Running;

/// <summary>Takes away what a run leaves behind. May be repeated after a crash in the middle.</summary>
internal sealed class RunCleanup(Database database, WorkFolder work, Inbox inbox)
{
    /// <param name="context">The run.</param>
    /// <param name="status">How it ends: that decides where its files go. Those of a failed or waiting run stay, because the next run takes them.</param>
    /// <param name="ct">Gives up.</param>
    public async Task ClearAsync(RunContext context, string status, CancellationToken ct)
    {
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
        {
            foreach (var resource in context.Resources)
                await connection.ExecuteAsync(new CommandDefinition($"drop table if exists {StagedRows.Table(context.Run.Id, resource.TableNo)}", cancellationToken: ct));
        }

        work.Delete(context.Run.Id);
        if (context.Source is not FolderSource source)
            return;
        var target = status switch
        {
            "published" or "unchanged" => "done",
            "rejected" => "rejected",
            "cancelled" => "cancelled",
            _ => null,
        };
        if (target is not null)
            Move(context.Run.Files, inbox.Of(source), inbox.After(target, context.Run.Id));
    }

    /// <summary>Moves the files that are still those that were taken; one that was overwritten since is a new delivery.</summary>
    private static void Move(IReadOnlyList<RunFile> files, string from, string to)
    {
        foreach (var file in files)
        {
            var path = new FileInfo(Path.Combine(from, file.Name));
            if (!path.Exists || path.Length != file.Bytes || new DateTimeOffset(path.LastWriteTimeUtc) != file.Modified)
                continue;
            var target = Path.Combine(to, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(path.FullName, target, overwrite: true);
            FaultPoint.Hit("end.file-moved");
        }
    }
}
