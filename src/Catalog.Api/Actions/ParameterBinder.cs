using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace Catalog.Api.Actions;

/// <summary>Fills an action's parameter record from what came over the wire and reports every problem in one answer (contract 1.8).</summary>
internal static class ParameterBinder
{
    /// <exception cref="ValidationException">Missing or unreadable parameters, by wire name.</exception>
    /// <exception cref="SearchQueryException">Unknown parameters of an action that refuses them so.</exception>
    public static TParameters Bind<TParameters>(JsonObject raw, ActionInfo action)
        where TParameters : class
    {
        var errors = new Dictionary<string, object>(StringComparer.Ordinal);
        var isBadFlag = false;
        var result = Activator.CreateInstance<TParameters>();
        foreach (var parameter in action.Parameters)
        {
            var value = Value(raw, parameter);
            if (IsEmpty(value, parameter))
            {
                if (parameter.Required)
                    errors[parameter.Declared.MissingKey ?? parameter.Name] = new[] { "Missing value" };
                continue;
            }

            var read = ParameterReader.Read(value!, parameter);
            if (read.Problems.Count > 0 && IsIncludeFlag(parameter, action))
                isBadFlag = true;
            else if (read.Problems.Count > 0)
                errors[parameter.Name] = read.Problems;
            else
                parameter.Property.SetValue(result, read.Value);
        }

        if (Special<TParameters>.Given is { } given)
            given.SetValue(result, action.Parameters.Where(parameter => Value(raw, parameter) is not null).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal));
        if (Special<TParameters>.All is { } all)
            all.SetValue(result, raw);
        RefuseUnknown(raw, action, errors);
        if (isBadFlag && errors.Count == 0)
            errors["message"] = "Parameter is not an bool";
        return errors.Count == 0 ? result : throw new ValidationException(errors);
    }

    /// <summary>What a <c>*_show</c> adds on demand: CKAN refuses a bad flag of these in words that name none of them; any other flag is refused by its name (contract 2.1).</summary>
    private static bool IsIncludeFlag(ParameterInfo parameter, ActionInfo action) =>
        parameter.ValueType == typeof(bool) && parameter.Name.StartsWith("include_", StringComparison.Ordinal) && action.Name.EndsWith("_show", StringComparison.Ordinal);

    private static JsonNode? Value(JsonObject raw, ParameterInfo parameter)
    {
        if (raw.TryGetPropertyValue(parameter.Name, out var value) && value is not null)
            return value;
        return parameter.Declared.Alias is { } alias && raw.TryGetPropertyValue(alias, out var other) ? other : null;
    }

    /// <summary>Null and, except for texts and free values that may be empty, the empty text: CKAN takes the default then.</summary>
    private static bool IsEmpty(JsonNode? value, ParameterInfo parameter) => value switch
    {
        null => true,
        JsonValue text when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>().Length == 0 =>
            parameter.Required || parameter.JsonType is "integer",
        _ => false,
    };

    private static void RefuseUnknown(JsonObject raw, ActionInfo action, Dictionary<string, object> errors)
    {
        if (action.Unknown == UnknownParameters.Ignore)
            return;
        var unknown = raw.Select(pair => pair.Key).Where(name => !IsKnown(name, action)).ToList();
        if (unknown.Count == 0)
            return;
        if (action.Unknown == UnknownParameters.RefuseAsSearchQuery)
            throw new SearchQueryException($"\"Invalid search parameters: {PythonText.Of(unknown)}\"");
        errors["__extras"] = new[] { $"invalid value \"{string.Join("\", \"", unknown)}\"" };
    }

    /// <summary>The properties of a record that are filled with more than one parameter, looked for once.</summary>
    private static class Special<TParameters>
    {
        public static readonly System.Reflection.PropertyInfo? Given = Find<GivenParametersAttribute>(), All = Find<AllParametersAttribute>();

        private static System.Reflection.PropertyInfo? Find<T>() => Array.Find(typeof(TParameters).GetProperties(), property => property.IsDefined(typeof(T), inherit: true));
    }

    /// <summary>Names beginning with <c>ext_</c> are reserved for plug-ins and pass (contract 4.1).</summary>
    private static bool IsKnown(string name, ActionInfo action) =>
        action.Parameters.Any(parameter => parameter.Name == name || parameter.Declared.Alias == name)
        || (action.Unknown == UnknownParameters.RefuseAsSearchQuery && name.StartsWith("ext_", StringComparison.Ordinal));
}
