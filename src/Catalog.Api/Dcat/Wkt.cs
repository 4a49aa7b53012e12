using System.Globalization;
using System.Text.Json;

namespace Catalog.Api.Dcat;

/// <summary>GeoJSON geometries as well-known text with four decimals (contract 7.4); null for what is no geometry.</summary>
internal static class Wkt
{
    public static string? OfGeoJson(string text)
    {
        if (Fields.Parse(text) is not { ValueKind: JsonValueKind.Object } geometry)
            return null;
        try
        {
            return Of(geometry);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <exception cref="FormatException">Not a geometry.</exception>
    private static string Of(JsonElement geometry)
    {
        var type = geometry.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        if (type == "Feature")
            return Of(Member(geometry, "geometry", JsonValueKind.Object));
        if (type == "GeometryCollection")
            return $"GEOMETRYCOLLECTION ({string.Join(", ", Member(geometry, "geometries", JsonValueKind.Array).EnumerateArray().Select(Of))})";
        var depth = type switch { "Point" => 0, "MultiPoint" or "LineString" => 1, "MultiLineString" or "Polygon" => 2, "MultiPolygon" => 3, _ => throw new FormatException() };
        var coordinates = Coordinates(Member(geometry, "coordinates", JsonValueKind.Array), depth);
        return $"{type!.ToUpperInvariant()} {(depth == 0 ? $"({coordinates})" : coordinates)}";
    }

    private static string Coordinates(JsonElement value, int depth)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw new FormatException();
        return depth == 0
            ? string.Join(' ', value.EnumerateArray().Select(Number))
            : $"({string.Join(", ", value.EnumerateArray().Select(item => Coordinates(item, depth - 1)))})";
    }

    private static string Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var n) && double.IsFinite(n)
        ? n.ToString("0.0000", CultureInfo.InvariantCulture)
        : throw new FormatException();

    private static JsonElement Member(JsonElement value, string name, JsonValueKind kind) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : throw new FormatException();
}
