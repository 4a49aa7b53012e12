using Microsoft.Extensions.Options;
using OpenData.Core.Errors;

namespace Catalog.Api.Hosting;

/// <summary>How many dumps may be read at once: each lasts as long as its reader and holds a connection meanwhile, of which the others need some too.</summary>
internal sealed class DumpPlaces(IOptions<ShareOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.DumpsAtOnce);

    public void Dispose() => _places.Dispose();

    /// <exception cref="BusyException">As many as may are being read.</exception>
    public void Enter()
    {
        if (!_places.Wait(TimeSpan.Zero))
            throw new BusyException("As many dumps are being read as may be at once, try again later");
    }

    public void Leave() => _places.Release();

    /// <summary>Behind the filter that answers errors.</summary>
    internal sealed class Filter(DumpPlaces places) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            places.Enter();
            try
            {
                return await next(context);
            }
            finally
            {
                places.Leave();
            }
        }
    }
}
