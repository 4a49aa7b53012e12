using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Budget;
using OpenData.Core;
using OpenData.Core.Versions;

namespace Catalog.Api.Charts;

/// <summary>The numbers of a chart as CSV and JSON: exactly those in the picture.</summary>
internal static class ChartFiles
{
    /// <summary>UTF-8, RFC 4180. Share is the part of the total, from 0 to 1.</summary>
    public static byte[] Csv(ChartData data)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', data.Spec.By.Name, "label", "amount", "currency", "count", "share").Append("\r\n");
        foreach (var item in data.Items)
        {
            csv.AppendJoin(',', Text(item.Code), Text(item.Label), item.Amount.ToString(CultureInfo.InvariantCulture), Text(data.Currency),
                item.Count.ToString(CultureInfo.InvariantCulture), Share(item.Share)?.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    public static byte[] Json(ChartData data)
    {
        var json = new JsonObject
        {
            ["title"] = data.Title,
            ["subtitles"] = new JsonArray([.. data.Subtitles.Select(subtitle => JsonValue.Create(subtitle))]),
            ["dataset"] = data.Cube.Name,
            ["version"] = data.Cube.Version,
            ["published_at"] = Clock.Ckan(data.Cube.PublishedAt),
            ["period"] = data.Cube.Period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["source"] = data.Source,
            ["lang"] = data.Spec.Language,
            ["unit"] = data.Unit,
            ["currency"] = data.Currency,
            ["dimension"] = data.Spec.By.Name,
            ["cut"] = OpenData.Core.Cubes.Cut.Join(data.Spec.Cuts),
            ["total"] = data.Total,
            ["items"] = new JsonArray([.. data.Items.Select(item => new JsonObject
            {
                ["code"] = BudgetShapes.Code(data.Spec.By, item.Cell.Members[0]),
                ["label"] = item.Label,
                ["amount"] = item.Amount,
                ["count"] = item.Count,
                ["share"] = Share(item.Share),
                ["is_other"] = item.IsOther,
            })]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(json, ApiJson.Options);
    }

    private static decimal? Share(decimal? share) => share is { } part ? Math.Round(part, 6, MidpointRounding.AwayFromZero) : null;

    /// <summary>A cell that a spreadsheet does not take for a formula (security rule 20); codes such as -1 stay readable.</summary>
    private static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var isFormula = "=+-@\t\r＝＋－＠".Contains(text[0], StringComparison.Ordinal);
        return CanonicalCsv.Quote(isFormula ? $"'{text}" : text);
    }
}
