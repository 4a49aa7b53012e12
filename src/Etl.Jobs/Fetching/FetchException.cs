using Budget.Importers;

namespace Etl.Jobs.Fetching;

/// <summary>An address did not give its file. The finding says what was seen and what was expected.</summary>
internal sealed class FetchException(Finding finding, bool isTransient, TimeSpan? retryAfter = null) : Exception(finding.Rule)
{
    public Finding Finding { get; } = finding;

    /// <summary>Whether another attempt may help: network, 429, 5xx, time.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>What the server asked to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The address, or one that it led to, is not one that may be fetched.</summary>
    /// <param name="address">The refused one.</param>
    /// <param name="detail">The part of it, or what its name stands for, that is not allowed.</param>
    /// <param name="expected">What would be.</param>
    public static FetchException Refused(string address, string detail, string expected) =>
        new(Of(Rules.FetchRefused, address, $"{address} [{detail}]", expected), isTransient: false);

    /// <summary>The same, told about the address that the source names.</summary>
    public FetchException About(string source) => new(Finding with { File = source }, IsTransient, RetryAfter);

    public static FetchException Failed(string address, string value, bool isTransient, TimeSpan? retryAfter = null) =>
        new(Of(Rules.FetchFailed, address, value, "HTTP 200 | 304", ("status", value)), isTransient, retryAfter);

    public static FetchException TimedOut(string address, int seconds) =>
        new(Of(Rules.FetchTimeout, address, $"> {seconds} s", $"<= {seconds} s", ("seconds", Number(seconds))), isTransient: true);

    public static FetchException TooLarge(string address, long? bytes, long most) =>
        new(Of(Rules.FileTooLarge, address, bytes is { } known ? Number(known) : $"> {Number(most)}", $"<= {Number(most)}",
            ("bytes", bytes is { } all ? Number(all) : $"> {Number(most)}"), ("most", Number(most))), isTransient: false);

    private static Finding Of(string rule, string address, string value, string expected, params (string Name, string Value)[] args) => new()
    {
        Rule = rule,
        Severity = Severity.Error,
        File = address,
        Value = value,
        Expected = expected,
        Args = args.ToDictionary(arg => arg.Name, arg => arg.Value, StringComparer.Ordinal),
    };

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
