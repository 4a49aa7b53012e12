using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Pages.Runs;

/// <summary>One run: its state in words, its files, steps and findings.</summary>
internal sealed class RunShow(RunStore runs, PackageAccess access, CallerResolver callers) : PortalPage
{
    public Run Run { get; private set; } = null!;

    public async Task OnGetAsync(long id, CancellationToken ct)
    {
        Run = await runs.FindAsync(id, ct) ?? throw new NotFoundException();
        await access.RequireReadAsync(Run.PackageId.ToString(), await callers.ResolveAsync(ct), ct);   // its findings quote the dataset's files
    }
}
