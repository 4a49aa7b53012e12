using System.Text.RegularExpressions;

namespace Catalog.Api.Hosting;

/// <summary>Moves a language prefix in front of the interface (<c>/en/api</c>, <c>/zh_Hans_CN/datastore</c>, <c>/sr@latin/api</c>) to the path base, so that one route serves all (contract 1.1).</summary>
internal static partial class LocalePrefix
{
    public static void UseLocalePrefix(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Path.Value is { } path && Prefix().Match(path) is { Success: true } match)
        {
            http.Request.PathBase += new PathString(match.Groups[1].Value);
            http.Request.Path = new PathString(path[match.Groups[1].Length..]);
        }

        return next(http);
    });

    [GeneratedRegex("^(/[a-z]{2,3}(?:_[A-Za-z]{2,4}){0,2}(?:@[a-z]{1,10})?)/(?:api|datastore)(?:/|$)", RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();
}
