using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Pages.Runs;

/// <summary>One run: its state in words, its files, steps and findings.</summary>
internal sealed class RunShow(RunStore runs) : PortalPage
{
    public Run Run { get; private set; } = null!;

    public async Task OnGetAsync(long id, CancellationToken ct)
    {
        Run = await runs.FindAsync(id, ct) ?? throw new NotFoundException();
    }
}
