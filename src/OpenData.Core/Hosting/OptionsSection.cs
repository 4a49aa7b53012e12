using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OpenData.Core.Hosting;

/// <summary>Names the configuration section of an options class. The table in docs/configuration.md is made from these classes and their doc comments.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OptionsSectionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

public static class OptionsSection
{
    /// <summary>Binds <typeparamref name="T"/> to its section and checks it before the program answers anything.</summary>
    public static IServiceCollection AddSection<T>(this IServiceCollection services)
        where T : class
    {
        var section = typeof(T).GetCustomAttribute<OptionsSectionAttribute>()?.Name
            ?? throw new InvalidOperationException($"{typeof(T).Name} has no [OptionsSection]");
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
