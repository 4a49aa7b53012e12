using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Files;

namespace Etl.Jobs.Commands;

/// <summary><c>collect-files</c>: frees the stored files that nothing names any more, now instead of at night. The programs may run meanwhile.</summary>
internal static class CollectFiles
{
    public static Task<int> RunAsync(CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var freed = await services.GetRequiredService<FileCollector>().CollectAsync(token);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{freed.Files} files ({freed.Bytes} bytes) and {freed.Exports} exports were removed."));
        return 0;
    }, ct);
}
