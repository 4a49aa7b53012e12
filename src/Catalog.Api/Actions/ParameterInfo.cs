using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Actions;

/// <summary>One declared parameter.</summary>
internal sealed record ParameterInfo
{

    public required string Name { get; init; }

    public required ParameterAttribute Declared { get; init; }

    public required PropertyInfo Property { get; init; }

    public required bool Required { get; init; }

    /// <summary>JSON text of the default, or null.</summary>
    public string? Default { get; init; }

    /// <summary>The value's type without its nullability.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>JSON Schema's word for the type.</summary>
    public string JsonType => ValueType switch
    {
        var type when type == typeof(string) || type == typeof(Guid) || type == typeof(DateOnly) => "string",
        var type when type == typeof(bool) => "boolean",
        var type when type == typeof(int) || type == typeof(long) => "integer",
        var type when type == typeof(IReadOnlyList<string>) => "array",
        var type when type == typeof(JsonNode) => "object",
        var type => throw new InvalidOperationException($"{Property.DeclaringType}.{Property.Name}: parameters cannot be {type}"),
    };

    /// <summary>The parameters that a record declares.</summary>
    /// <exception cref="InvalidOperationException">A property without a description: it would be missing in help and docs.</exception>
    public static IReadOnlyList<ParameterInfo> Of(Type record)
    {
        var defaults = Activator.CreateInstance(record);
        return [.. record.GetProperties().Where(property => !property.IsDefined(typeof(GivenParametersAttribute)) && !property.IsDefined(typeof(AllParametersAttribute)) && property.CanWrite).Select(property =>
        {
            var declared = property.GetCustomAttribute<ParameterAttribute>()
                ?? throw new InvalidOperationException($"{record}.{property.Name} has no [Parameter]");
            var initial = property.GetValue(defaults);
            var info = new ParameterInfo
            {
                Name = declared.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
                Declared = declared,
                Property = property,
                Required = property.IsDefined(typeof(RequiredMemberAttribute)),
                Default = initial is null ? null : JsonSerializer.Serialize(initial, ApiJson.Options),
            };
            _ = info.JsonType;   // an unknown type stops the start, not the first request
            return info.Required ? info with { Default = null } : info;
        })];
    }
}
