namespace OpenData.Core.Errors;

/// <summary>Collects every problem of one request, so that its sender sees all at once (contract 1.8).</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, object> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>One more message of a field.</summary>
    public void Add(string field, string message)
    {
        if (_errors.TryGetValue(field, out var before) && before is List<string> list)
            list.Add(message);
        else
            _errors[field] = new List<string> { message };
    }

    /// <summary>A field whose problems have a shape of their own: positional lists, texts.</summary>
    public void Set(string field, object problem) => _errors[field] = problem;

    public object? Find(string field) => _errors.GetValueOrDefault(field);

    /// <summary>The shape of one entry of a positional list; <c>{}</c> where nothing is wrong.</summary>
    public IReadOnlyDictionary<string, object> ToEntry() => _errors;

    /// <exception cref="ValidationException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (Any)
            throw new ValidationException(_errors);
    }
}
