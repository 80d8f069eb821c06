using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.HistoryWorld.Chain;

/// <summary>The device with a clock that somebody moves; its owner is away.</summary>
internal sealed class ChainBench
{
    private readonly SimulatedStorage _storage = new();
    private Signer _signer;
    private byte[]? _receipt;

    public ChainBench()
    {
        _storage.RestoreImage(DeviceBench.ProvisionedImage);
        (_signer, Clock) = Boot();
    }

    public SimulatedClock Clock { get; private set; }

    public byte[] LastRequest { get; private set; } = [];

    public Reply Ask(byte[] request)
    {
        LastRequest = request;
        Reply reply = Reply.Decode(_signer.Handle(request, request.Length));
        if (reply.Status == ReplyStatus.Fault)
        {
            throw new ViolationException(ViolationKind.Fault, "the device stopped: " + reply.Sentence);
        }

        _receipt = reply.Status == ReplyStatus.Ok ? reply.Receipt : _receipt;
        return reply;
    }

    public void Restart()
    {
        _storage.CutPower();
        _storage.PowerOn();
        (_signer, Clock) = Boot();
    }

    private (Signer Signer, SimulatedClock Clock) Boot()
    {
        SimulatedClock clock = new(isManual: true);
        return (DeviceBench.Unlocked(_storage, clock, _receipt), clock);
    }
}
