using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using OpenData.Core.Texts;

namespace Catalog.Api.Pages;

/// <summary>The language stands in the address (design D.3): <c>/</c> is Greek, <c>/en/</c> English. Nothing depends on a header, so every page can be cached by its address.</summary>
internal static class PortalLanguage
{
    public static string Default => TextCatalog.Languages[0];

    /// <summary>The language of a path.</summary>
    public static string Of(PathString path) =>
        TextCatalog.Languages.Skip(1).FirstOrDefault(language => path.StartsWithSegments($"/{language}", StringComparison.Ordinal)) ?? Default;

    /// <summary>The path that the reader asked for, also while an error page is being made for it.</summary>
    public static PathString RequestedPath(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
        ?? context.Features.Get<IExceptionHandlerPathFeature>()?.Path
        ?? context.Request.Path;

    /// <summary>The address of a page (as in the default language) in another language: <c>/dataset</c> becomes <c>/en/dataset</c>.</summary>
    public static string Path(string language, string path) =>
        language == Default ? path : $"/{language}{path}";

    /// <summary>The path without its language.</summary>
    public static string Neutral(PathString path)
    {
        var language = Of(path);
        var rest = language == Default ? path : new PathString(path.Value![(language.Length + 1)..]);
        return rest.HasValue ? rest.Value! : "/";
    }

    /// <summary>Every page answers under every language: the convention that gives it its further routes.</summary>
    public static void AddRoutes(PageRouteModel page)
    {
        foreach (var selector in page.Selectors.ToArray())
        {
            foreach (var language in TextCatalog.Languages.Skip(1))
            {
                page.Selectors.Add(new SelectorModel(selector)
                {
                    AttributeRouteModel = new AttributeRouteModel
                    {
                        Template = AttributeRouteModel.CombineTemplates(language, selector.AttributeRouteModel!.Template),
                    },
                });
            }
        }
    }
}
