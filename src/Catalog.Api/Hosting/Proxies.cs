using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Hosting;

/// <summary>What is believed of a request's sender and of the name that it asks for (security rule 29).</summary>
internal static class Proxies
{
    // Checks of the machine itself, and of a container, come by these names; a link that is made of them leads nobody away.
    private static readonly string[] Itself = ["localhost", "127.0.0.1", "[::1]"];

    public static void AddProxies(this IServiceCollection services)
    {
        // Before the framework reads AllowedHosts, which it does where nobody has said anything.
        services.AddOptions<HostFilteringOptions>().Configure<IOptions<SiteOptions>, IConfiguration>((filter, site, configuration) =>
        {
            if (string.IsNullOrEmpty(configuration["AllowedHosts"]) && Uri.TryCreate(site.Value.Url, UriKind.Absolute, out var address))
                filter.AllowedHosts = [address.Host, .. Itself];
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<SiteOptions>>((forwarded, site) =>
        {
            // Not the host: it was checked as it came, and Site:Url says what the site is called.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;   // back to the first address that is no proxy of ours
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in site.Value.ProxyNetworks)
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        });
    }

    /// <summary>First of all, so that whatever looks at the sender sees the client. Nothing where no proxy is known: an empty list would believe everybody.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<SiteOptions>>().Value.ProxyNetworks.Count > 0)
            app.UseForwardedHeaders();
    }
}
