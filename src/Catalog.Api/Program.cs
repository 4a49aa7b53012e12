using Catalog.Api.Actions;
using Catalog.Api.Budget;
using Catalog.Api.Charts;
using Catalog.Api.Datastore;
using Catalog.Api.Hosting;
using Catalog.Api.Pages;
using OpenData.Core;
using OpenData.Core.Database;
using OpenData.Core.Files;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;

var builder = WebApplication.CreateBuilder(args);
builder.AddWebServer();
builder.Services.AddOptions<DatabaseOptions>().BindConfiguration("ConnectionStrings").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<FileStoreOptions>().BindConfiguration("Files").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<SiteOptions>().BindConfiguration("Site").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddParentWatch();
builder.Services.AddCatalogCore();
builder.Services.AddJobs();
builder.Services.AddActions();
builder.Services.AddOpenApi();
builder.Services.AddBudget();
builder.Services.AddDatastore();
builder.AddPortal();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseOpenCors();
app.UseRateLimiter();
app.UseLocalePrefix();
app.UseOpenApi();
app.UsePortal();
app.MapActions();
app.MapCharts();
app.MapDatastoreDump();
app.MapPortal();

await app.RunAsync();
