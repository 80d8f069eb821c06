namespace Holdfast.IntentLog;

/// <summary>
/// The channel already has an open intent of this kind with another content. This is the split-brain in the making: ask the signer for
/// <see cref="Open"/> again and close it first.
/// </summary>
public sealed class IntentOpenException : Exception
{
    public IntentOpenException(OpenIntent open)
        : base("intent " + open.Id + " (" + open.Intent.Kind + ") of this channel is still open with another content; repeat and close it first")
    {
        Open = open;
    }

    public OpenIntent Open { get; }
}
