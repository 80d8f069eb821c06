namespace Holdfast.HeldPayments.Handlers;

/// <summary>The owner's program that judges HTLCs.</summary>
public interface IHandler
{
    /// <summary>What it says about one HTLC, at the limit of time at the latest. It never throws because of what the program does.</summary>
    /// <param name="payload">The payload of the hook: one line of JSON, without its end.</param>
    Task<Verdict> JudgeAsync(byte[] payload, TimeSpan limit, CancellationToken cancellation);
}
