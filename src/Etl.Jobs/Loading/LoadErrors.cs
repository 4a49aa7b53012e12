using Budget.Importers;
using Budget.Importers.Tables;
using Etl.Jobs.Fetching;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Loading;

/// <summary>What is wrong with a file or its resource, for whoever may edit it.</summary>
internal static class LoadErrors
{
    /// <summary>Null for anything else, which is a bug.</summary>
    public static LoadError? Of(Exception e) => e switch
    {
        TableException fault => new LoadError(fault.Rule, fault.Row, fault.Column, fault.Value),
        LoadRefused refused => refused.Error,
        // What a name stands for inside of this network is nobody's business who asked for it.
        FetchException { Finding.Rule: Rules.FetchRefused } fetch => new LoadError("load.fetch-refused", Value: fetch.Finding.File),
        FetchException fetch => new LoadError("load.fetch", Value: $"{fetch.Finding.File}: {fetch.Finding.Value}"),
        NotFoundException => new LoadError("load.gone"),
        ValidationException => new LoadError("load.fed"),
        PostgresException { SqlState: ['2', '2', ..] or ['5', '4', ..] } postgres => new LoadError("load.database", Value: postgres.MessageText),
        _ => null,
    };
}
