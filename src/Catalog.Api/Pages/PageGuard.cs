using Catalog.Api.Hosting;
using Catalog.Api.Pages.Account;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Pages;

/// <summary>On every page: the headers that keep foreign code out (security rule 19), and the status of an error that the reader may know about.</summary>
internal sealed class PageGuard : IAsyncPageFilter
{
    // No script and no style from anywhere but our own files; data blocks such as JSON-LD are not scripts.
    private const string Policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.Append("Vary", "Cookie");   // who has logged in reads other things at the same address
        if (context.HttpContext.Request.Cookies.ContainsKey(SessionCookie.Name))
            headers.CacheControl = "private, no-store";

        // PostgreSQL has no such character, so nothing can match it; the error page itself is drawn with the same query.
        if (context.HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is null
            && context.HttpContext.Request.Query.Any(pair => pair.Key.Contains('\0', StringComparison.Ordinal) || pair.Value.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true)))
        {
            context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
            return;
        }

        await context.HttpContext.RequestServices.GetRequiredService<SiteSettings>().LoadAsync(context.HttpContext);
        var done = await next();
        if (done.ExceptionHandled || done.Exception is not CatalogException error)
            return;
        if (error is not NotFoundException)
            ErrorPage.Tell(context.HttpContext, error);
        done.ExceptionHandled = true;
        done.Result = new StatusCodeResult(error switch
        {
            NotAuthorizedException when context.HttpContext.RequestServices.GetRequiredService<IOptions<AuthOptions>>().Value.RevealPrivateDatasets => StatusCodes.Status403Forbidden,
            NotFoundException or NotAuthorizedException => StatusCodes.Status404NotFound,   // a stranger must not learn that it is there (contract 6.1)
            GoneException => StatusCodes.Status410Gone,
            _ => StatusCodes.Status400BadRequest,
        });
    }
}
