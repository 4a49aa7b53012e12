using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Etl.Jobs.Fetching;

/// <summary>A switch for tests must not reach production (security rule 12).</summary>
internal sealed class FetchOptionsCheck(IHostEnvironment environment) : IValidateOptions<FetchOptions>
{
    public ValidateOptionsResult Validate(string? name, FetchOptions options) => environment.IsProduction() && options.TestHosts.Count > 0
        ? ValidateOptionsResult.Fail("Fetch:TestHosts opens private addresses to sources and may not be set in Production")
        : ValidateOptionsResult.Success;
}
