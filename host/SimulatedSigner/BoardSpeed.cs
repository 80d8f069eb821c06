using Holdfast.Protocol;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// How long a board takes for a request, so that a simulated signer can be felt at a board's pace beside a real node. The figures are estimates: counted
/// units of the interpreter (tests/Cost/README.md), units per millisecond at the chip's clock, the line's baud rate and the flash writes.
/// Nobody has measured them on silicon.
/// </summary>
/// <param name="Name">Folder of the board in boards/.</param>
/// <param name="CpuMegahertz">As its board.json says.</param>
/// <param name="Baud">Of the same file; a byte takes ten bits on the line.</param>
public sealed record BoardSpeed(string Name, int CpuMegahertz, int Baud)
{
    /// <summary>Counted units that pass in a millisecond at 240 MHz.</summary>
    private const double UnitsPerMsAt240 = 133_000;

    /// <summary>One durable record, both copies (facts of the flash: about 17 ms on littlefs).</summary>
    private const double CommitMs = 17;

    private const int HtlcBytes = 45;
    private const int SignatureBytes = 64;

    /// <summary>The boards of this repository.</summary>
    public static IReadOnlyList<BoardSpeed> All { get; } =
    [
        new("esp32-s3-devkitc-1", 240, 921600),
        new("lilygo-t-display-s3", 240, 921600),
        new("lilygo-t-display", 160, 921600),
        new("esp32-devkitc-v4", 160, 921600),
        new("esp32-c3-devkitm-1", 160, 921600),
    ];

    /// <summary>Units of a request that the table does not name: about one signature and one key.</summary>
    private const double OtherMi = 37;

    /// <summary>Million units without HTLCs and for each HTLC, and whether the request writes to flash.</summary>
    private static (double BaseMi, double HtlcMi, bool Commits) Figures(MessageId request) => request switch
    {
        MessageId.SignCounterpartyCommitment => (105, 27, true),
        MessageId.PrepareCounterpartyCommitment => (71, 8, false),
        MessageId.ValidateHolderCommitment => (55, 34, true),
        MessageId.RevokeHolderCommitment => (88, 0, true), // with the keys that idle time would have prepared
        MessageId.ValidateRevocation => (11, 0, true),
        MessageId.Ecdh => (55, 0, false),
        MessageId.SignInvoice => (25, 0, false),
        MessageId.Hello or MessageId.Status or MessageId.CheckOutpoint or MessageId.DrawEntropy => (0.6, 0, false),
        MessageId.SetupChannel or MessageId.SignMutualClose or MessageId.LockOutpoint or MessageId.SignHolderCommitment => (OtherMi, 0, true),
        _ => (OtherMi, 0, false),
    };

    /// <summary>The time between the first byte of a request and the last of its reply.</summary>
    /// <param name="request">The message: id and fields.</param>
    /// <param name="replyBytes">Length of the reply.</param>
    public TimeSpan Of(ReadOnlySpan<byte> request, int replyBytes)
    {
        MessageId id = (MessageId)request[0];
        (double baseMi, double htlcMi, bool commits) = Figures(id);
        double ms = (baseMi + (htlcMi * HtlcsIn(id, request))) * 1e6 / (UnitsPerMsAt240 * CpuMegahertz / 240);
        ms += (request.Length + replyBytes) * 10_000.0 / Baud;
        return TimeSpan.FromMilliseconds(ms + (commits ? CommitMs : 0));
    }

    /// <summary>From the length alone: everything else in these messages has a fixed size.</summary>
    private static int HtlcsIn(MessageId id, ReadOnlySpan<byte> request) => id switch
    {
        MessageId.SignCounterpartyCommitment or MessageId.PrepareCounterpartyCommitment => request.Length / HtlcBytes > 2 ? (request.Length - 90) / HtlcBytes : 0,
        MessageId.ValidateHolderCommitment => Math.Max(0, request.Length - 125) / (HtlcBytes + SignatureBytes),
        _ => 0,
    };
}
