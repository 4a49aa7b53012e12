using Catalog.Api.Following;
using Catalog.Api.Organizations;
using Catalog.Api.Pages.Account;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Users;

/// <summary>What the actions of organizations, users and followers share.</summary>
internal static class PeopleServices
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<OrganizationDetails>();
        services.AddSingleton<FollowObject>();
        services.AddSingleton<FolloweeResults>();
        services.AddSingleton<LoginThrottle>();
        services.AddDataProtection().SetApplicationName("opendata");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeys>();
    }
}
