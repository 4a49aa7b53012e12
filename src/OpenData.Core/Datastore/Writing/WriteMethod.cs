namespace OpenData.Core.Datastore.Writing;

/// <summary>What becomes of records (contract 5.4).</summary>
public enum WriteMethod
{
    /// <summary>Changes the row of that key, or adds one.</summary>
    Upsert,

    /// <summary>Adds rows.</summary>
    Insert,

    /// <summary>Changes rows that must be there.</summary>
    Update,
}
