using Holdfast.HeldPayments.Book;

namespace Holdfast.HeldPayments;

/// <summary>What the owner asked for is not done. The message is a sentence for the owner.</summary>
public sealed class HoldRefusalException(string message, InvoiceState? state = null, string tag = "") : Exception(message)
{
    /// <summary>Of the invoice; null when there is none.</summary>
    public InvoiceState? State { get; } = state;

    /// <summary>The device's rule; empty when it was not the device.</summary>
    public string Tag { get; } = tag;
}
