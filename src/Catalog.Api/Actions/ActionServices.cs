using Catalog.Api.Activities;
using Catalog.Api.Hosting;
using Catalog.Api.Users;
using Catalog.Api.Views;
using OpenData.Core.Packages;

namespace Catalog.Api.Actions;

/// <summary>What the action machinery needs from the container.</summary>
internal static class ActionServices
{
    public static void AddActions(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton(new ActionRegistry(ActionRegistry.Types()));   // made here: a wrong declaration stops the start
        services.AddSingleton<CurrentSite>();
        services.AddSingleton<RequestConditions>();
        services.AddSingleton<ISiteAddress>(provider => provider.GetRequiredService<CurrentSite>());
        services.AddScoped<CallerResolver>();
        services.AddPeople();
        services.AddSingleton<Loading.AutomaticLoad>();
        services.AddSingleton<Packages.ResourceEdit>();
        services.AddSingleton<Packages.PackageEdit>();
        services.AddSingleton<SiteSettings>();
        services.AddSingleton<Schemas.Schema>();
        services.AddSingleton<ViewAccess>();
        services.AddSingleton<DefaultViews>();
        services.AddSingleton<ActivityReader>();
        services.AddSingleton<ActivitySubjects>();
    }
}
