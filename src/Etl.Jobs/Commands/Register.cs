using Etl.Jobs.Registering;
using Etl.Jobs.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Jobs.Commands;

/// <summary><c>register [--with-samples] DIR...</c>: makes or updates the dataset, its resources, code lists and sources that a folder describes, and plans its schedule.</summary>
internal static class Register
{
    public static Task<int> RunAsync(string[] arguments, CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var withSamples = arguments.Contains("--with-samples");
        var folders = arguments.Where(argument => argument != "--with-samples").ToList();
        if (folders.Count == 0 || folders.FirstOrDefault(folder => folder.StartsWith('-')) is not null)
            throw new CommandException("register [--with-samples] DIR...: give one or more folders with a datapackage.json");

        foreach (var path in folders)
        {
            if (!File.Exists(Path.Combine(path, "datapackage.json")))
                throw new CommandException($"{path}: there is no datapackage.json");
            var folder = await DatasetFolder.ReadAsync(path, token);
            var saved = await services.GetRequiredService<Registration>().SaveAsync(folder, token);
            var delivered = withSamples ? await services.GetRequiredService<Samples>().DeliverAsync(folder, token) : 0;
            Console.WriteLine($"{saved.Name}: {(saved.Changed ? "registered" : "unchanged")}{(delivered > 0 ? $", {delivered} sample files delivered" : "")}");
        }

        await services.GetRequiredService<Schedules>().ApplyAsync(token);
        return 0;
    }, ct);
}
