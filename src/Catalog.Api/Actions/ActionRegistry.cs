using System.Collections.Frozen;
using System.Reflection;

namespace Catalog.Api.Actions;

/// <summary>Every action, found once by its attribute. Adding one touches no list; a name used twice stops the start.</summary>
internal sealed class ActionRegistry
{
    private readonly FrozenDictionary<string, ActionInfo> _byName;

    /// <exception cref="InvalidOperationException">Two actions of one name, or a parameter without a description.</exception>
    public ActionRegistry(IEnumerable<Type> types)
    {
        All = [.. types.Select(Describe).OrderBy(info => info.Name, StringComparer.Ordinal)];
        if (All.GroupBy(info => info.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Action {twice.Key} is declared by {string.Join(" and ", twice.Select(info => info.Type.Name))}");
        _byName = All.ToFrozenDictionary(info => info.Name, StringComparer.Ordinal);
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<ActionInfo> All { get; }

    /// <summary>The action of that name, in the case as declared, or null.</summary>
    public ActionInfo? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A new instance with its parts from the request's container.</summary>
    public static CkanAction Create(ActionInfo info, IServiceProvider services)
    {
        var action = (CkanAction)ActivatorUtilities.CreateInstance(services, info.Type);
        action.Info = info;
        return action;
    }

    /// <summary>The action classes of this program.</summary>
    public static IEnumerable<Type> Types() => typeof(ActionRegistry).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<CkanActionAttribute>() is not null);

    private static ActionInfo Describe(Type type)
    {
        var declared = type.GetCustomAttribute<CkanActionAttribute>()!;
        var generic = type;
        while (generic is not null && !(generic.IsGenericType && generic.GetGenericTypeDefinition() == typeof(CkanAction<,>)))
            generic = generic.BaseType;
        if (generic is null)
            throw new InvalidOperationException($"{type} has [CkanAction] but is no CkanAction");
        return new ActionInfo
        {
            Name = declared.Name,
            Effect = declared.Effect,
            MinimumCaller = declared.MinimumCaller,
            FindsFirst = declared.FindsFirst,
            ObjectName = declared.ObjectName,
            Summary = declared.Summary,
            Unknown = declared.Unknown,
            IsConditional = declared.IsConditional,
            FilePart = declared.FilePart,
            RowsPart = declared.RowsPart,
            Type = type,
            Parameters = ParameterInfo.Of(generic.GetGenericArguments()[0]),
        };
    }
}
