using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Admin;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Admin;

/// <summary>A task as a loader sends it: values that are no text become their JSON text, as loaders expect (contract 2.8).</summary>
internal static class TaskInput
{
    private const int MaxLength = 200;   // together they are a key of the table

    private static readonly string[] Required = ["entity_id", "entity_type", "task_type", "key"];

    /// <summary>Null after an error.</summary>
    public static LoaderTask? Read(JsonObject document, DateTimeOffset now, FieldErrors errors)
    {
        foreach (var key in Required)
        {
            var text = InputText.Of(document, key);
            if (string.IsNullOrEmpty(text))
                errors.Add(key, "Missing value");
            else if (key == "entity_id" && document[key]!.GetValueKind() != JsonValueKind.String)   // an id (contract 1.3)
                errors.Add(key, $"Not a string: {PythonText.Of(document[key])}");
            else if (text.Length > MaxLength)
                errors.Add(key, $"Must be a maximum of {MaxLength} characters long");
        }

        var sent = InputText.Of(document, "last_updated");
        var updated = now;
        if (!string.IsNullOrEmpty(sent) && !InputTime.TryRead(sent, out updated))
            errors.Add("last_updated", "Date format incorrect");
        return errors.Any ? null : new LoaderTask
        {
            Id = Guid.NewGuid(), EntityId = InputText.Of(document, "entity_id")!, EntityType = InputText.Of(document, "entity_type")!,
            TaskType = InputText.Of(document, "task_type")!, Key = InputText.Of(document, "key")!, Value = InputText.Of(document, "value"),
            State = InputText.Of(document, "state"), Error = InputText.Of(document, "error"), LastUpdated = updated,
        };
    }
}
