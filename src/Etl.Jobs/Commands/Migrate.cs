using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Database;

namespace Etl.Jobs.Commands;

/// <summary><c>migrate</c>: brings the database to the state that this program needs.</summary>
internal static class Migrate
{
    public static Task<int> RunAsync(CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var done = await Migrator.MigrateAsync(services.GetRequiredService<Database>(), token);
        Console.WriteLine(done.Count == 0 ? "Nothing to do: the database is up to date." : $"Applied {string.Join(", ", done)}.");
        return 0;
    }, ct);
}
