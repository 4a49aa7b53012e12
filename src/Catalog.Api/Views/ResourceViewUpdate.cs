using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_update", Effect.Write, MinimumCaller.Anonymous, Summary = "Replace a view of a resource: what is left out is cleared, but the type stays.")]
internal sealed class ResourceViewUpdate(ViewStore views, ViewAccess access) : CkanAction<ResourceViewUpdate.Parameters, ResourceView>
{
    public sealed record Parameters
    {
        [Parameter("The id of the view.")]
        public required string Id { get; init; }

        [Parameter("The type of the view.")]
        public JsonNode? ViewType { get; init; }

        [Parameter("Its title.")]
        public JsonNode? Title { get; init; }

        [Parameter("What it shows, in Markdown.")]
        public JsonNode? Description { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<ResourceView> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var stored = await access.RequireEditAsync(p.Id, caller, ct);
        return await views.UpdateAsync(stored.Id, ViewInput.Read(p.All, stored.ViewType), caller.UserId, ct) ?? throw new NotFoundException();
    }
}
