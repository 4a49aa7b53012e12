using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Catalog.Api.Pages.Datasets;

/// <summary>Search and facets with the parameter names of CKAN's page, so that old links and bookmarks work (contract 6.1).</summary>
internal sealed class DatasetSearch(ListingParts parts) : DatasetListing(parts)
{
    public Task OnGetAsync(CancellationToken ct) => SearchAsync(common: null, ct);

    /// <summary>The search as a call of the interface.</summary>
    public string ApiUrl
    {
        get
        {
            var query = new List<KeyValuePair<string, StringValues>>();
            if (Words.Length > 0)
                query.Add(new("q", Words));
            if (Chosen.Count > 0)
                query.Add(new("fq", string.Join(' ', Chosen.Select(Filter))));
            query.Add(new("sort", Sort));
            query.Add(new("rows", PageSize.ToString(CultureInfo.InvariantCulture)));
            if (Paging.Page > 1)
                query.Add(new("start", Paging.Offset.ToString(CultureInfo.InvariantCulture)));
            return $"{Site}/api/3/action/package_search{QueryString.Create(query)}".Replace("'", "%27", StringComparison.Ordinal);
        }
    }
}
