using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Datastore;

/// <summary>Section <c>Datastore</c>.</summary>
[OptionsSection("Datastore")]
public sealed class DatastoreOptions
{
    /// <summary>Most rows that one <c>datastore_search</c> returns; a larger limit is cut to it silently, as in CKAN.</summary>
    [Range(1, 1_000_000)]
    public int SearchRowsMax { get; init; } = 32_000;

    /// <summary>Seconds after which a search is stopped: 409 "Search took too long". Dumps have no such limit.</summary>
    [Range(1, 3600)]
    public int StatementTimeoutSeconds { get; init; } = 60;
}
