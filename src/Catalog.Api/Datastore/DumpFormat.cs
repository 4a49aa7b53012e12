using System.Buffers;
using System.Security;
using System.Text;
using System.Text.Json;
using Catalog.Api.Actions;
using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary>The four shapes of a dump, byte for byte as contract 5.12 has them.</summary>
internal abstract class DumpFormat
{
    private static readonly DumpFormat[] All = [new Delimited("csv", "text/csv; charset=utf-8", ','), new Delimited("tsv", "text/tab-separated-values; charset=utf-8", '\t'), new Json(), new Xml()];

    public abstract string Name { get; }

    public abstract string ContentType { get; }

    /// <summary>A byte order mark before JSON or XML breaks their readers (contract 9, row 25).</summary>
    public virtual bool HasBom => false;

    /// <summary>Between the values of a line, where the rows are lines of CSV; else null.</summary>
    public virtual char? Delimiter => null;

    public static DumpFormat? Find(string name) => Array.Find(All, format => format.Name == name);

    public abstract void Begin(StringBuilder text, IReadOnlyList<RowColumn> columns);

    public abstract void Row(StringBuilder text, IReadOnlyList<RowColumn> columns, string?[] row, bool first);

    public virtual void End(StringBuilder text, bool empty)
    {
    }

    /// <summary>The header ends with CRLF, rows with LF.</summary>
    private sealed class Delimited(string name, string contentType, char delimiter) : DumpFormat
    {
        public override string Name => name;

        public override string ContentType => contentType;

        public override bool HasBom => true;

        public override char? Delimiter => delimiter;

        public override void Begin(StringBuilder text, IReadOnlyList<RowColumn> columns)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                text.Append(i > 0 ? delimiter.ToString() : "");
                Cells.AppendText(text, columns[i].Name, delimiter);
            }

            text.Append("\r\n");
        }

        public override void Row(StringBuilder text, IReadOnlyList<RowColumn> columns, string?[] row, bool first) => Cells.AppendLine(text, columns, row, delimiter);
    }

    /// <summary>Records are arrays.</summary>
    private sealed class Json : DumpFormat
    {
        public override string Name => "json";

        public override string ContentType => "application/json; charset=utf-8";

        public override void Begin(StringBuilder text, IReadOnlyList<RowColumn> columns) =>
            text.Append("{\n  \"fields\": ").Append(Compact(json => FieldList.Write(json, columns))).Append(",\n  \"records\": [\n");

        public override void Row(StringBuilder text, IReadOnlyList<RowColumn> columns, string?[] row, bool first) =>
            text.Append(first ? "    " : ",\n    ").Append(Compact(json =>
            {
                json.WriteStartArray();
                for (var i = 0; i < row.Length; i++)
                    WriteCell(json, columns[i], row[i]);
                json.WriteEndArray();
            }));

        public override void End(StringBuilder text, bool empty) => text.Append(empty ? "]}\n" : "\n]}\n");

        /// <summary>JSON and lists without the blanks that they were stored with.</summary>
        private static void WriteCell(Utf8JsonWriter json, RowColumn column, string? text)
        {
            if (text is null || column.Kind is not (CellKind.Json or CellKind.Array))
            {
                Cells.WriteJson(json, column, text);
                return;
            }

            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            document.RootElement.WriteTo(json);
        }

        private static string Compact(Action<Utf8JsonWriter> write)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, ApiJson.Writer))
                write(json);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
    }

    /// <summary>One line a row. A column name that XML cannot have as an element's is written as <c>field</c> with its name beside it.</summary>
    private sealed class Xml : DumpFormat
    {
        public override string Name => "xml";

        public override string ContentType => "text/xml; charset=utf-8";

        public override void Begin(StringBuilder text, IReadOnlyList<RowColumn> columns) =>
            text.Append("<data xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n");

        public override void Row(StringBuilder text, IReadOnlyList<RowColumn> columns, string?[] row, bool first)
        {
            text.Append("<row");
            for (var i = 0; i < row.Length; i++)
            {
                if (columns[i].Name == "_id")
                    text.Append(" _id=\"").Append(Escape(row[i] ?? "")).Append('"');
            }

            text.Append('>');
            for (var i = 0; i < row.Length; i++)
            {
                if (columns[i].Name != "_id")
                    AppendCell(text, columns[i], row[i]);
            }

            text.Append("</row>\n");
        }

        public override void End(StringBuilder text, bool empty) => text.Append("</data>\n");

        private static void AppendCell(StringBuilder text, RowColumn column, string? value)
        {
            var isName = IsXmlName(column.Name);
            var element = isName ? column.Name : "field";
            text.Append('<').Append(element).Append(isName ? "" : $" name=\"{Escape(column.Name)}\"");
            if (value is not null && column.Kind is CellKind.Json or CellKind.Array)
            {
                using var document = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = 1000 });
                AppendJson(text, element, document.RootElement, "");
                return;
            }

            AppendText(text, element, column.Kind switch
            {
                CellKind.Boolean => value == "true" ? "True" : value is null ? null : "False",
                CellKind.Instant when value is not null => Cells.Iso(value),
                _ => value,
            }, "");
        }

        private static void AppendText(StringBuilder text, string element, string? value, string key)
        {
            if (value is null)
                text.Append(" xsi:nil=\"true\"").Append(key).Append(" />");
            else if (value.Length == 0)
                text.Append(key).Append(" />");
            else
                text.Append(key).Append('>').Append(Escape(value)).Append("</").Append(element).Append('>');
        }

        /// <summary>What follows an element's name: members of lists and objects are elements <c>value</c> with their place or name as <c>key</c>.</summary>
        private static void AppendJson(StringBuilder text, string element, JsonElement json, string key)
        {
            var members = json.ValueKind switch
            {
                JsonValueKind.Array => [.. json.EnumerateArray().Select((item, i) => (Name: i.ToString(System.Globalization.CultureInfo.InvariantCulture), Value: item))],
                JsonValueKind.Object => json.EnumerateObject().Select(member => (member.Name, member.Value)).ToList(),
                _ => null,
            };
            if (members is null)
            {
                AppendText(text, element, json.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.String => json.GetString(),
                    JsonValueKind.True => "True",
                    JsonValueKind.False => "False",
                    _ => json.GetRawText(),
                }, key);
                return;
            }

            if (members.Count == 0)
            {
                AppendText(text, element, "", key);
                return;
            }

            text.Append(key).Append('>');
            foreach (var (name, value) in members)
            {
                text.Append("<value");
                AppendJson(text, "value", value, $" key=\"{Escape(name).Replace("\"", "&quot;", StringComparison.Ordinal)}\"");
            }

            text.Append("</").Append(element).Append('>');
        }

        private static bool IsXmlName(string name)
        {
            try
            {
                System.Xml.XmlConvert.VerifyNCName(name);
                return true;
            }
            catch (System.Xml.XmlException)
            {
                return false;
            }
        }

        private static string Escape(string text) => SecurityElement.Escape(XmlText.Of(text))!.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&apos;", "'", StringComparison.Ordinal);
    }
}
