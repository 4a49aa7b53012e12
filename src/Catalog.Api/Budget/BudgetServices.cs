using Catalog.Api.Charts;

namespace Catalog.Api.Budget;

/// <summary>Budget queries, charts and the page <c>/budget</c>.</summary>
internal static class BudgetServices
{
    public static void AddBudget(this IServiceCollection services)
    {
        services.AddSingleton<CubeAccess>();
        services.AddSingleton<ChartMaker>();
        services.AddSingleton<BudgetExplorer>();
    }
}
