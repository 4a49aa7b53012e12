namespace Budget.Importers.Mapping;

/// <summary>A mapping that cannot be used, with all its problems at once.</summary>
public sealed class MappingException(IReadOnlyList<MappingProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<MappingProblem> Problems { get; } = problems;
}

/// <param name="Path">JSON path, such as <c>$.etl.read.encoding</c>.</param>
/// <param name="Value">What stands there, as JSON; <c>(nothing)</c> where it is missing.</param>
/// <param name="Accepted">What may stand there.</param>
public sealed record MappingProblem(string Path, string Value, string Accepted)
{
    public override string ToString() => $"{Path}: {Value}; accepted: {Accepted}";
}
