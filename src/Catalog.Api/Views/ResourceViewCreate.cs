using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Add a view to a resource. Other keys than those below are settings of the view's type.")]
internal sealed class ResourceViewCreate(ViewStore views, PackageAccess access) : CkanAction<ResourceViewCreate.Parameters, ResourceView>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.")]
        public required string ResourceId { get; init; }

        [Parameter("The type of the view, such as image_view, text_view or datatables_view.")]
        public required string ViewType { get; init; }

        [Parameter("Its title.")]
        public JsonNode? Title { get; init; }

        [Parameter("What it shows, in Markdown.")]
        public JsonNode? Description { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<ResourceView> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        return (await views.CreateAsync(resource.Id, [ViewInput.Read(p.All)], caller.UserId, ct))[0];
    }
}
