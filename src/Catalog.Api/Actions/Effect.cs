namespace Catalog.Api.Actions;

/// <summary>Whether an action changes anything. Only reads may be called by GET and with a query string (contract 1.2, 1.3).</summary>
internal enum Effect
{
    Read,
    Write,
}

/// <summary>What becomes of parameters that an action does not declare (contract 3.3).</summary>
internal enum UnknownParameters
{
    /// <summary>The rule of CKAN's actions: clients send options of newer or older versions.</summary>
    Ignore,

    /// <summary>409 <c>__extras</c>: the DataStore (contract 5.6).</summary>
    RefuseAsExtras,

    /// <summary>400 <c>Search Query Error</c>: package_search, where a mistyped <c>limit</c> would be a silent full scan (contract 4.1).</summary>
    RefuseAsSearchQuery,
}
