using System.ComponentModel.DataAnnotations;

namespace OpenData.Core.Database;

/// <summary>Section <c>ConnectionStrings</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Npgsql connection string of the catalog's database, PostgreSQL 15 or newer. Set by <c>./run</c> when it starts the private cluster; setting it yourself means that none is started.</summary>
    [Required]
    public string OpenData { get; init; } = "";

    /// <summary>Connection string for reads; empty: the same as <see cref="OpenData"/>. A replica may lag: readers are bound to a version.</summary>
    public string OpenDataRead { get; init; } = "";
}
