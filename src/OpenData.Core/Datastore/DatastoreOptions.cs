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

    /// <summary>Bytes behind which a page of <c>datastore_search</c> ends: it says <c>records_truncated_by</c>, and its <c>limit</c> is the number of its rows.</summary>
    [Range(1_000, 10_000_000_000)]
    public long SearchBytesMax { get; init; } = 256 * 1024 * 1024;

    /// <summary>Seconds after which a search is stopped: 409 "Search took too long". Its quick time before that, 200 ms, is not counted. Dumps have no such limit.</summary>
    [Range(1, 3600)]
    public int StatementTimeoutSeconds { get; init; } = 60;

    /// <summary>Whether <c>datastore_search_sql</c> answers (CKAN's <c>ckan.datastore.sqlsearch.enabled</c>, which is off by default there and on here: contract 9, row 14).</summary>
    public bool SqlSearch { get; init; } = true;

    /// <summary>Most rows of one <c>datastore_search_sql</c>; an answer that is cut says <c>records_truncated</c>.</summary>
    [Range(1, 1_000_000)]
    public int SqlRowsMax { get; init; } = 32_000;

    /// <summary>Most bytes of values in one <c>datastore_search_sql</c>; cut in the same way.</summary>
    [Range(1_000, 1_000_000_000)]
    public int SqlBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>Seconds of the database's time for one <c>datastore_search_sql</c>: then 409 "Query took too long". A reader who takes the answer slowly has 30 more.</summary>
    [Range(1, 30)]
    public int SqlTimeoutSeconds { get; init; } = 5;

    /// <summary>How many <c>datastore_search_sql</c> run at once, of the places in `Share:HeavyAtOnce`; others wait two seconds for a place, then get 503.</summary>
    [Range(1, 16)]
    public int SqlConcurrency { get; init; } = 4;

    /// <summary>False only in tests: SQL goes to the server unchecked, so that the rights of the role are what is tested. Refused outside the environment <c>Testing</c>.</summary>
    public bool SqlCheck { get; init; } = true;
}
