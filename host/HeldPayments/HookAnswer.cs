using System.Text.Json.Nodes;

namespace Holdfast.HeldPayments;

/// <summary>
/// What lightningd is told about an HTLC. An answer that lightningd does not understand ends lightningd, so there are only these three, and each is always whole.
/// </summary>
public sealed record HookAnswer
{
    private HookAnswer()
    {
    }

    /// <summary>lightningd goes on as if nobody had been asked.</summary>
    public static HookAnswer Continue { get; } = new();

    /// <summary>32 bytes when the HTLC is settled, otherwise null.</summary>
    public byte[]? Preimage { get; private init; }

    /// <summary>Null unless the HTLC fails.</summary>
    public FailureMessage? Failure { get; private init; }

    public static HookAnswer Settle(byte[] preimage) =>
        new() { Preimage = preimage.Length == 32 ? preimage : throw new ArgumentException("a preimage has 32 bytes", nameof(preimage)) };

    public static HookAnswer Fail(FailureMessage failure) => new() { Failure = failure };

    public JsonObject ToJson() => this switch
    {
        { Preimage: { } preimage } => new JsonObject { ["result"] = "resolve", ["payment_key"] = Convert.ToHexStringLower(preimage) },
        { Failure: { } failure } => new JsonObject { ["result"] = "fail", ["failure_message"] = failure.ToString() },
        _ => new JsonObject { ["result"] = "continue" },
    };
}
