using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("tag_delete", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Delete a tag, and take it from the datasets that carry it.")]
internal sealed class TagDelete(VocabularyStore vocabularies) : CkanAction<TagDelete.Parameters, object?>
{
    private Tag _tag = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the tag. Required.")]
        public string? Id { get; init; }

        [Parameter("The id or the name of its vocabulary; without it a free tag is meant.")]
        public string? VocabularyId { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var id = RequiredId.Of(p.Id);
        var vocabulary = string.IsNullOrEmpty(p.VocabularyId) ? null : await vocabularies.GetAsync(p.VocabularyId, ct);
        _tag = await vocabularies.FindTagAsync(id, vocabulary?.Id, ct) ?? throw new NotFoundException($"Could not find tag \"{id}\"");
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await vocabularies.DeleteTagAsync(_tag.Id, ct);
        return null;
    }
}
