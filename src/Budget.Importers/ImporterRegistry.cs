namespace Budget.Importers;

/// <summary>All importers of this library, found by their type: a new format is one new class and no list to extend.</summary>
public static class ImporterRegistry
{
    /// <summary>Ordered by id.</summary>
    public static IReadOnlyList<IBudgetImporter> All { get; } =
    [
        .. typeof(ImporterRegistry).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IBudgetImporter)))
            .Select(type => (IBudgetImporter)Activator.CreateInstance(type)!)   // an importer has no state, so no parameters
            .OrderBy(importer => importer.Info.Id, StringComparer.Ordinal),
    ];

    /// <summary>The importer of that id, or null.</summary>
    public static IBudgetImporter? Find(string id) => All.FirstOrDefault(importer => importer.Info.Id == id);
}
