using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Loading;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

[CkanAction("package_revise", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Change parts of a dataset if it is as expected: match tells what must be so, filter takes parts away, update puts parts in, include chooses what is returned.")]
internal sealed class PackageRevise(PackageEditor editor, PackageAccess access, AutomaticLoad loads) : CkanAction<PackageRevise.Parameters, PackageRevise.Result>
{
    public sealed record Parameters
    {
        [Parameter("What the dataset must hold, at least its id or name; also as match__key.")]
        public JsonNode? Match { get; init; }

        [Parameter("Patterns of parts to remove (-) or keep (+), the first that fits decides: -resources__1, +title, -*.")]
        public JsonNode? Filter { get; init; }

        [Parameter("Keys to replace; also as update__resources__0__name or, to append, update__resources__extend.")]
        public JsonNode? Update { get; init; }

        [Parameter("Patterns of parts to return, as filter.")]
        public JsonNode? Include { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    public sealed record Result(JsonNode Package);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(IdOf(p), caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var match = Revision.Flat(p.All, "match", p.Match);
        var update = Revision.Flat(p.All, "update", p.Update);
        JsonArray before = [];
        var package = await editor.ReviseAsync(IdOf(p), shown =>
        {
            var document = JsonSerializer.SerializeToNode(shown, ApiJson.Options)!.AsObject();
            if (Revision.Mismatches(document, match) is { Count: > 0 } wrong)
                throw new ValidationException("match", [.. wrong]);
            before = (JsonArray)document["resources"]!.DeepClone();
            document = Revision.Filter(document, Patterns(p.Filter, "filter"));
            Revision.Apply(document, update);
            return document;
        }, caller, ct);
        await loads.AfterAsync(package, before, caller, ct);
        return new Result(Revision.Filter(JsonSerializer.SerializeToNode(package, ApiJson.Options)!.AsObject(), Patterns(p.Include, "include")));
    }

    /// <summary>Without it every dataset would fit.</summary>
    private static string IdOf(Parameters p)
    {
        var match = Revision.Flat(p.All, "match", p.Match);
        if (match.FirstOrDefault(pair => pair.Key == "id").Value is { } odd && odd.GetValueKind() != JsonValueKind.String)
            throw new ValidationException("match__id", $"Not a string: {PythonText.Of(odd)}");   // contract 1.3
        var id = new[] { "id", "name" }.Select(key => InputText.Of(match.FirstOrDefault(pair => pair.Key == key).Value)).FirstOrDefault(text => !string.IsNullOrEmpty(text));
        return id ?? throw new ValidationException(new Dictionary<string, object> { ["match__id"] = "Missing value" });   // a text, not a list (contract 1.8)
    }

    private static string[] Patterns(JsonNode? value, string parameter) => value switch
    {
        null => [],
        JsonArray list when list.All(item => item?.GetValueKind() == JsonValueKind.String) => [.. list.Select(item => item!.GetValue<string>().Trim())],
        JsonValue when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => throw new ValidationException(parameter, "Not a list"),
    };
}
