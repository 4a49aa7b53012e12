using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Aggregates;
using OpenData.Core.Admin;
using OpenData.Core.CallerSql;
using OpenData.Core.Cubes;
using OpenData.Core.Datastore;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Exports;
using OpenData.Core.Files;
using OpenData.Core.Harvesting;
using OpenData.Core.Hosting;
using OpenData.Core.Packages;
using OpenData.Core.Relationships;
using OpenData.Core.Search;
using OpenData.Core.Users;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;
using OpenData.Core.Views;
using OpenData.Core.Vocabularies;

namespace OpenData.Core;

/// <summary>What both programs need; the options of <c>ConnectionStrings</c> and <c>Files</c> are bound by the program.</summary>
public static class CatalogServices
{
    /// <summary>The program also registers an <see cref="ISiteAddress"/>.</summary>
    public static void AddCatalogCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Database.Database>(provider =>
            new Database.Database(provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<Database.DatabaseOptions>>()));
        services.AddSection<AuthOptions>();
        services.AddSection<ActivityOptions>();
        services.AddSection<VersionOptions>();
        services.AddSingleton<BlobStore>();
        services.AddSingleton<FileCollector>();
        services.AddSingleton<ExportCache>();
        services.AddSingleton<ExportStore>();
        services.AddSingleton<ExportFormat, ParquetFormat>();
        services.AddSingleton<KnownBounds>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<DifferenceReader>();
        services.AddSingleton<RowHistoryStore>();
        services.AddSingleton<VersionTags>();
        services.AddSingleton<Withdrawal>();
        services.AddSingleton<Reversion>();
        services.AddSingleton<Expiry>();
        services.AddSingleton<ExpiredRows>();
        services.AddSingleton<GatheredVersions>();
        services.AddSingleton<VersionPolicies>();
        services.AddSingleton<Redaction>();
        services.AddSingleton<RedactedFiles>();
        services.AddSingleton<ProvenanceStore>();
        services.AddSingleton<ApiTokenStore>();
        services.AddSingleton<CallerStore>();
        services.AddSingleton<PackageAccess>();
        services.AddSingleton<PackageStore>();
        services.AddSingleton<PackageEditor>();
        services.AddSingleton<PackageRemover>();
        services.AddSingleton<TagStore>();
        services.AddSingleton<VocabularyStore>();
        services.AddSingleton<RelationshipStore>();
        services.AddSingleton<ViewStore>();
        services.AddSingleton<ActivityStore>();
        services.AddSingleton<PackageHistory>();
        services.AddSingleton<TaskStatusStore>();
        services.AddSingleton<TermTranslations>();
        services.AddSingleton<ConfigOptions>();
        services.AddSingleton<ResourceFileStore>();
        services.AddSingleton<ImageStore>();
        services.TryAddSingleton<Database.ICostlyPlaces, Database.EveryPlace>();
        services.AddSingleton<RowReader>();
        services.AddSingleton<RowIndexer>();
        services.AddSingleton<TableAliases>();
        services.AddSingleton<TableEditor>();
        services.AddSingleton<SqlServer>();
        services.AddSingleton<SqlRunner>();
        services.AddSingleton<PackageSearcher>();
        services.AddSingleton<Suggester>();
        services.AddSingleton<AutocompleteStore>();
        services.AddSingleton<ResourceSearcher>();
        services.AddSingleton<TombstoneStore>();
        services.AddPeople();
        services.AddSingleton<CodeListStore>();
        services.AddSingleton<CubeStore>();
        services.AddSingleton<CubeReader>();
        services.AddSection<AggregateOptions>();
        services.AddSingleton<PostgresAggregates>();
        services.AddSingleton<DuckAggregates>();
        services.AddSingleton<AggregateRunner>();
    }
}
