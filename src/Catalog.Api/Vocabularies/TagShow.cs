using System.Text.Json.Serialization;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("tag_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a tag, and on demand the active public datasets that carry it.")]
internal sealed class TagShow(VocabularyStore vocabularies, TagStore tags, PackageStore packages) : CkanAction<TagShow.Parameters, TagShow.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the tag.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of its vocabulary; without it a free tag is meant.")]
        public string? VocabularyId { get; init; }

        [Parameter("Return the datasets too, newest first, at most 1000.")]
        public bool IncludeDatasets { get; init; }
    }

    public sealed record Result
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required Guid? VocabularyId { get; init; }
        public required string DisplayName { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Package>? Packages { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var vocabulary = string.IsNullOrEmpty(p.VocabularyId) ? null : await vocabularies.GetAsync(p.VocabularyId, ct);
        var tag = await vocabularies.FindTagAsync(p.Id, vocabulary?.Id, ct);
        // A free tag that only hidden datasets carry would tell of them.
        if (tag is null || (tag.VocabularyId is null && !await tags.IsPublicAsync(tag.Id, ct)))
            throw new NotFoundException();
        return new Result
        {
            Id = tag.Id, Name = tag.Name, VocabularyId = tag.VocabularyId, DisplayName = tag.DisplayName,
            Packages = p.IncludeDatasets ? await packages.ListAsync(await tags.ListPackagesAsync(tag.Id, ct), ct) : null,
        };
    }
}
