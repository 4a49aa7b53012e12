using OpenData.Core.Errors;

namespace OpenData.Core.Cubes;

/// <summary>Everything wrong with a query, by parameter, so that the caller reads it at once. A misspelt name is answered with the nearest ones.</summary>
internal sealed class QueryProblems
{
    private readonly Dictionary<string, List<string>> _problems = new(StringComparer.Ordinal);

    public void Add(string parameter, string message)
    {
        if (!_problems.TryGetValue(parameter, out var list))
            _problems[parameter] = list = [];
        list.Add(message);
    }

    /// <summary>The dimension of that name, or null with a problem noted.</summary>
    public Dimension? Dimension(string parameter, string name, CubeModel model)
    {
        var dimension = model.Find(name);
        if (dimension is null)
            Add(parameter, Nearest.Unknown("dimension", name, [.. model.Dimensions.Select(d => d.Name)]));
        return dimension;
    }

    /// <exception cref="ValidationException">Something was noted.</exception>
    public void Throw()
    {
        if (_problems.Count > 0)
            throw new ValidationException(_problems.ToDictionary(pair => pair.Key, pair => (object)pair.Value.ToArray(), StringComparer.Ordinal));
    }
}
