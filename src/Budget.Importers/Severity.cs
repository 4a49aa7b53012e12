namespace Budget.Importers;

/// <summary>What a finding does to the run: an error rejects the delivery, a warning is shown and does not.</summary>
public enum Severity
{
    Warning,
    Error,
}
