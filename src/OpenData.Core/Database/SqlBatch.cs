using System.Text;
using Dapper;

namespace OpenData.Core.Database;

/// <summary>Statements that go to the server together, in their order, as one command. Parameters of one name must have one value.</summary>
internal sealed class SqlBatch
{
    private readonly StringBuilder _sql = new();
    private readonly DynamicParameters _parameters = new();

    public void Add(string sql, object parameters)
    {
        if (_sql.Length > 0)
            _sql.Append(";\n");
        _sql.Append(sql);
        _parameters.AddDynamicParams(parameters);
    }

    public CommandDefinition ToCommand(CancellationToken ct) => new(_sql.ToString(), _parameters, cancellationToken: ct);
}
