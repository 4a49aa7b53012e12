using Catalog.Api.Organizations;
using Catalog.Api.Pages.Datasets;
using Microsoft.Extensions.FileProviders;

namespace Catalog.Api.Pages;

/// <summary>The web pages: one call for the services, one for the middleware, one for the routes.</summary>
internal static class Portal
{
    // Everything below these answers machines: their errors are JSON or plain, never a page.
    private static readonly string[] Machine = ["/api", "/datastore", "/chart", "/feeds"];

    public static WebApplicationBuilder AddPortal(this WebApplicationBuilder builder)
    {
        // Beside the program, not in the folder it happens to be started from.
        builder.Environment.WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        builder.Environment.WebRootFileProvider = new PhysicalFileProvider(builder.Environment.WebRootPath);

        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<PageTexts>();
        builder.Services.AddSingleton<CatalogOverview>();
        builder.Services.AddScoped<OrganizationTitles>();
        builder.Services.AddScoped<DatasetParts>();
        builder.Services.AddScoped<ListingParts>();
        builder.Services.AddSingleton<GroupReader>();
        builder.Services.AddSingleton<ColumnChoices>();
        builder.Services.AddRazorPages(options =>
        {
            options.Conventions.AddPageRoute("/Datasets/DatasetShow", "dataset/{name}/v/{version:int}");
            foreach (var (page, route) in new[] { ("GroupList", "group"), ("GroupShow", "group/{name}"), ("GroupAbout", "group/about/{name}") })
                options.Conventions.AddPageRoute($"/Organizations/{page}", route);
            options.Conventions.AddFolderRouteModelConvention("/", PortalLanguage.AddRoutes);
            options.Conventions.ConfigureFilter(new PageGuard());
        });
        builder.Services.AddRouting(options => options.LowercaseUrls = true);
        builder.Services.Configure<Microsoft.Extensions.WebEncoders.WebEncoderOptions>(options =>
            // Greek stays readable in the source of a page; what HTML needs escaped still is.
            options.TextEncoderSettings = new(System.Text.Unicode.UnicodeRanges.All));
        return builder;
    }

    /// <summary>Error pages, static files, and routing: it must come after the error pages, which route a second time.</summary>
    public static WebApplication UsePortal(this WebApplication app)
    {
        app.UseWhen(ForPeople, people =>
        {
            people.UseExceptionHandler("/error/500");
            people.UseStatusCodePagesWithReExecute("/error/{0}");
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                // An address with ?v=<hash> names these bytes for ever.
                headers.CacheControl = file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600";
            },
        });
        app.UseRouting();
        return app;
    }

    public static WebApplication MapPortal(this WebApplication app)
    {
        app.MapRazorPages();
        app.MapGet("/el/{**rest}", (string? rest, HttpRequest request) => Results.Redirect($"/{Uri.EscapeDataString(rest ?? "").Replace("%2F", "/", StringComparison.Ordinal)}{request.QueryString}", permanent: true))
            .ExcludeFromDescription();
        return app;
    }

    /// <summary>Whether errors of that address are pages.</summary>
    public static bool ForPeople(HttpContext context) =>
        !Array.Exists(Machine, prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal));
}
