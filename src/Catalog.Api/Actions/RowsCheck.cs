using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Catalog.Api.Actions;

/// <summary>The strictness of <see cref="JsonBody"/> for a list of records that is not read into nodes: sixty thousand values are checked where they lie.</summary>
internal sealed class RowsCheck
{
    /// <summary>Digits that no double is too small for.</summary>
    private const int SafeDigits = 300;

    /// <summary>Whether no text can hold a NUL, half a surrogate pair or bytes that are no UTF-8, because nothing in the whole body can.</summary>
    private readonly bool _isPlain;

    private RowsCheck(ReadOnlySpan<byte> body)
    {
        _isPlain = Utf8.IsValid(body) && body.IndexOf("\\u0000"u8) < 0 && body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0;
    }

    /// <param name="rows">A list.</param>
    /// <param name="body">Where it lies.</param>
    /// <exception cref="FormatException">A NUL, a number beyond a double, or a name twice in an object.</exception>
    /// <exception cref="InvalidOperationException">Half a surrogate pair.</exception>
    public static void Require(JsonElement rows, ReadOnlySpan<byte> body) => new RowsCheck(body).Check(rows);

    private void Check(JsonElement element, List<string>? names = null)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(element, names ?? []);
                break;
            case JsonValueKind.Array:
                var inner = new List<string>();
                foreach (var item in element.EnumerateArray())
                    Check(item, inner);
                break;
            case JsonValueKind.String when !_isPlain:
                JsonBody.Text(element.GetString()!);
                break;
            case JsonValueKind.Number:
                var digits = JsonMarshal.GetRawUtf8Value(element);
                if ((digits.Length > SafeDigits || digits.ContainsAny((byte)'e', (byte)'E')) && !double.IsFinite(element.GetDouble()))
                    throw new FormatException("not a finite number");
                break;
        }
    }

    /// <param name="element">An object.</param>
    /// <param name="names">Of the object before, all different: most have the names of their neighbour, in the same order.</param>
    private void CheckObject(JsonElement element, List<string> names)
    {
        var (place, isSame) = (0, true);
        foreach (var property in element.EnumerateObject())
        {
            if (place == names.Count || !property.NameEquals(names[place]))
            {
                isSame = false;
                names.RemoveRange(place, names.Count - place);
                names.Add(JsonBody.Text(property.Name));
            }

            place++;
            Check(property.Value);
        }

        if (!isSame && names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            throw new FormatException("a name twice");
    }
}
