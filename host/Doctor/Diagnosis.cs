namespace Holdfast.Doctor;

/// <summary>README.md explains each.</summary>
public enum Finding
{
    InStep,
    DeviceOlder,
    ReceiptForeign,
    IntentOpen,
    IntentStale,
    ContentRefused,
    NodeBehind,
    NodeAhead,
    Closing,
    NodesOwnOrder,
    BackupLate,
}

/// <summary>One finding about one channel, or about the device as a whole (<see cref="Channel"/> empty).</summary>
/// <param name="Channel">Peer and dbid: "02ab…/1".</param>
/// <param name="Sentence">What is so, in plain words.</param>
/// <param name="IsSafe">Whether it is safe to go on as if nothing had happened.</param>
/// <param name="Exits">The safe ways out, the best first.</param>
public sealed record Diagnosis(string Channel, Finding Finding, string Sentence, bool IsSafe, IReadOnlyList<string> Exits);
