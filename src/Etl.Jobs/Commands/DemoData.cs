using OpenData.Core.Hosting;

namespace Etl.Jobs.Commands;

/// <summary>Registers the folders of <c>datasets/</c>, delivers their files to their inboxes once, and waits for the runs: the same job as any import.</summary>
internal static class DemoData
{
    public static Task LoadAsync(Installation installation, CancellationToken ct) =>
        installation.StepAsync("Demo datasets", _ => Task.FromResult($"none in {Programs.Datasets}"), ct);
}
