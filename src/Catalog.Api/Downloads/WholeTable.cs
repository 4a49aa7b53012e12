using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>All rows of a version in the order of its canonical CSV, with the columns that the publisher gave: no <c>_id</c>.</summary>
internal static class WholeTable
{
    public static RowQuery Of(VersionBound at)
    {
        var source = RowSource.Of(at);
        return new RowQuery { Source = source, Columns = [.. source.Columns.Skip(1)] };
    }
}
