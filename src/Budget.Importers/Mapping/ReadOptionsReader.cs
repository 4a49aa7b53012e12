using Budget.Importers.Detection;

namespace Budget.Importers.Mapping;

/// <summary>Reads <c>read</c>: an option of a resource wins over that of the dataset, which wins over the default.</summary>
internal static class ReadOptionsReader
{
    private static readonly string[] Options = ["format", "encoding", "delimiter", "quote", "trailing_delimiter", "numbers", "skip_rows"];

    public static ReadOptions Read(JsonCursor own, JsonCursor shared)
    {
        own.KnowsOnly(Options);
        shared.KnowsOnly(Options);
        JsonCursor At(string option) => own[option].Exists ? own[option] : shared[option];

        var numbers = At("numbers").Word([.. NumberStyle.All.Select(style => style.Id)]);
        return new()
        {
            Format = At("format").Word([.. ImporterRegistry.All.Select(importer => importer.Info.Id)]),
            Encoding = At("encoding").Word([.. TextEncodings.Names, ReadOptions.Auto], ReadOptions.Auto),
            Delimiter = Delimiter(At("delimiter")),
            Quote = At("quote").Word(["none", "\""], "\"") == "none" ? null : '"',
            TrailingDelimiter = At("trailing_delimiter").Flag(otherwise: false),
            Numbers = NumberStyle.All.FirstOrDefault(style => style.Id == numbers) ?? NumberStyle.Plain,
            SkipRows = At("skip_rows").Whole(0, 1_000, 0),
        };
    }

    private static char? Delimiter(JsonCursor at) => at.Word([";", ",", "|", "\t", ReadOptions.Auto], ReadOptions.Auto) is [var one] ? one : null;
}
