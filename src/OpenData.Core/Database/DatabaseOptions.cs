using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Database;

/// <summary>Where the data are.</summary>
[OptionsSection("ConnectionStrings")]
public sealed class DatabaseOptions
{
    /// <summary>Npgsql connection string of the catalog's database, PostgreSQL 15 or newer. Set by <c>./run</c> when it starts the private cluster; setting it yourself means that none is started.</summary>
    [Required]
    public string OpenData { get; init; } = "";

    /// <summary>Connection string for reads; empty: the same as <see cref="OpenData"/>. A replica may lag: readers are bound to a version.</summary>
    public string OpenDataRead { get; init; } = "";
}
