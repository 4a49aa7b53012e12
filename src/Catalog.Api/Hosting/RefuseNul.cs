using Catalog.Api.Actions;

namespace Catalog.Api.Hosting;

/// <summary>U+0000 in a query is a bad request: PostgreSQL has no such character, so nothing can match it (security rule 8).</summary>
internal sealed class RefuseNul : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var (name, values) in context.HttpContext.Request.Query)
        {
            if (name.Contains('\0', StringComparison.Ordinal) || values.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true))
                throw new BadRequestException("The request contains U+0000");
        }

        return next(context);
    }
}
