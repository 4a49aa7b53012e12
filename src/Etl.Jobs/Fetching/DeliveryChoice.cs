namespace Etl.Jobs.Fetching;

/// <summary>Which deliveries of a drop folder are due, in the order in which they must be taken.</summary>
/// <param name="Due">Complete days, days that have waited long enough for a missing file, and what cannot be placed.</param>
/// <param name="Waiting">The incomplete day that everything later waits for, or null.</param>
/// <param name="IsArriving">Whether a file is still being written.</param>
internal sealed record DeliveryChoice(IReadOnlyList<Delivery> Due, Delivery? Waiting, bool IsArriving)
{
    /// <param name="deliveries">As <see cref="FolderScan"/> orders them.</param>
    /// <param name="wait">How long an incomplete day holds up the later ones, from the change of its youngest file.</param>
    /// <param name="now">The time.</param>
    /// <param name="reported">Signatures of incomplete days that need no second report; null: report all of them.</param>
    public static DeliveryChoice Of(IReadOnlyList<Delivery> deliveries, TimeSpan wait, DateTimeOffset now, IReadOnlySet<string>? reported)
    {
        var due = new List<Delivery>();
        foreach (var delivery in deliveries)
        {
            if (!delivery.IsSettled)
                return new DeliveryChoice(due, null, IsArriving: true);
            if (delivery.Missing.Count == 0)
                due.Add(delivery);
            else if (now - delivery.Modified < wait)
                return new DeliveryChoice(due, delivery, IsArriving: false);
            else if (reported is null || !reported.Contains(delivery.Signature))
                due.Add(delivery);
        }

        return new DeliveryChoice(due, null, IsArriving: false);
    }
}
