using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions;

/// <summary>What is left of a version that was taken away: every door that would have shown its data answers with it (design A.4).</summary>
internal static class GoneVersion
{
    /// <summary>Of <c>ver.dataset_version d</c>: a JSON text, null for a version that can be read.</summary>
    public const string Sql = """
        case when d.state in ('withdrawn', 'expired') then json_build_object(
            'version', d.v, 'state', d.state, 'label', d.label, 'period', d.period, 'content_hash', 'sha256:' || encode(coalesce(d.redacted_hash, d.content_hash), 'hex'),
            'published_at', to_char(d.published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
            'gone_at', to_char(coalesce(d.expired_at, d.withdrawn_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), 'reason', d.withdrawn_reason)::text end
        """;

    /// <summary>Of a version whose writes are now part of the one of its day.</summary>
    public static GoneException Folded(string package, int version, int day, string advice = "") => new(
        FormattableString.Invariant($"Version {version} of {package} was gathered into version {day}, the last of its day{(advice.Length > 0 ? ". " : "")}{advice}"),
        new JsonObject { ["version"] = version, ["state"] = "gathered", ["gathered_into"] = day });

    /// <param name="package">Name of the dataset.</param>
    /// <param name="json">As <see cref="Sql"/> gives it.</param>
    /// <param name="advice">A sentence to end the message with.</param>
    public static GoneException Error(string package, string json, string advice = "")
    {
        var version = JsonNode.Parse(json)!.AsObject();
        return new GoneException($"Version {version["version"]} of {package} was {version["state"]}{(advice.Length > 0 ? ". " : "")}{advice}", version);
    }
}
