using Budget.Importers;
using Budget.Importers.Mapping;

namespace Etl.Jobs.Fetching;

/// <summary>Reads a drop folder: its files as deliveries, the oldest day first. What cannot be placed comes before all of them, so that it is out of the way.</summary>
internal static class FolderScan
{
    private static readonly string[] Unfinished = [".part", ".tmp", ".partial", ".filepart", ".crdownload"];

    /// <param name="folder">The drop folder.</param>
    /// <param name="mapping">Says which file is of which resource and day.</param>
    /// <param name="settle">How long a file must have stood still.</param>
    /// <param name="now">The time.</param>
    /// <param name="taken">Paths that an open run has already.</param>
    public static IReadOnlyList<Delivery> Read(string folder, DatasetMapping mapping, TimeSpan settle, DateTimeOffset now, IReadOnlySet<string> taken)
    {
        var placed = new List<(DateOnly? Period, string Resource, FoundFile File)>();
        var problems = new List<(FoundFile File, Finding Finding)>();
        foreach (var file in Files(folder, settle, now).Where(file => !taken.Contains(file.Path)))
        {
            var resources = mapping.Resources.Where(resource => resource.Matches(file.Path)).ToList();
            var period = mapping.Etl.Period?.Of(file.Path);
            if (resources.Count != 1)
                problems.Add((file, Problem(JobRules.FileUnknown, file, string.Join(" | ", mapping.Resources.Select(resource => resource.Files)))));
            else if (mapping.Etl.Period is { } expected && period is null)
                problems.Add((file, Problem(Rules.PeriodMissing, file, expected.Format)));
            else
                placed.Add((period, resources[0].Name, file));
        }

        var days = placed.GroupBy(item => item.Period).OrderBy(day => day.Key).SelectMany(day => Split(day.Key, [.. day.Select(item => (item.Resource, item.File))], mapping)).ToList();
        var unplaced = problems.Where(problem => problem.File.Settled).ToList();
        return unplaced.Count == 0
            ? days
            : [new Delivery { All = [.. unplaced.Select(problem => problem.File)], Problems = [.. unplaced.Select(problem => problem.Finding)] }, .. days];
    }

    /// <summary>One delivery, or, where the same day came more than once, one for each file name; what then is still doubled cannot be placed.</summary>
    private static IEnumerable<Delivery> Split(DateOnly? period, IReadOnlyList<(string Resource, FoundFile File)> files, DatasetMapping mapping)
    {
        if (!IsDoubled(files))
            return [Of(period, files, mapping)];
        var byName = files.GroupBy(item => item.File.Name, StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        if (byName.Any(group => group.Count == mapping.Resources.Count) && !byName.Any(IsDoubled))
            return byName.Select(group => Of(period, group, mapping)).OrderBy(delivery => period is null ? delivery.Modified : default).ThenBy(delivery => delivery.All[0].Name, StringComparer.Ordinal);
        return
        [
            new Delivery
            {
                Period = period,
                All = [.. files.Select(item => item.File)],
                Problems = [.. files.GroupBy(item => item.Resource).Where(group => group.Count() > 1).SelectMany(group => group.Skip(1)
                    .Select(item => Problem(JobRules.FileDoubled, item.File, group.First().File.Path) with { Args = new Dictionary<string, string> { ["resource"] = item.Resource } }))],
            },
        ];
    }

    private static Delivery Of(DateOnly? period, IReadOnlyList<(string Resource, FoundFile File)> files, DatasetMapping mapping) => new()
    {
        Period = period,
        Files = files.ToDictionary(item => item.Resource, item => item.File, StringComparer.Ordinal),
        All = [.. files.Select(item => item.File)],
        Missing = [.. mapping.Resources.Select(resource => resource.Name).Except(files.Select(item => item.Resource))],
    };

    private static bool IsDoubled(IReadOnlyList<(string Resource, FoundFile File)> files) => files.DistinctBy(item => item.Resource).Count() < files.Count;

    /// <summary>Regular files by path. Links are not followed: they would show files of this machine as deliveries.</summary>
    private static IEnumerable<FoundFile> Files(string folder, TimeSpan settle, DateTimeOffset now)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, MaxRecursionDepth = 8 };
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", options).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            if (path.Split('/').Any(part => part.StartsWith('.')) || Unfinished.Contains(file.Extension, StringComparer.OrdinalIgnoreCase) || file.Name.EndsWith('~'))
                continue;
            var modified = new DateTimeOffset(file.LastWriteTimeUtc);
            yield return new FoundFile(path, file.Length, modified, (now - modified).Duration() >= settle);
        }
    }

    private static Finding Problem(string rule, FoundFile file, string expected) =>
        new() { Rule = rule, Severity = Severity.Error, File = file.Path, Value = file.Name, Expected = expected };
}
