using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.SimulatedSigner;

/// <summary>Firmware that takes as long for each request as a board would.</summary>
/// <param name="wait">Lets the time pass; a real sleep unless a test wants otherwise.</param>
public sealed class PacedFirmware(IRequestHandler firmware, BoardSpeed speed, Action<TimeSpan> wait) : IRequestHandler
{
    public int MessageBytesMax => firmware.MessageBytesMax;

    public byte[] PairingKey => firmware.PairingKey;

    public DeviceState State => firmware.State;

    public string Sentence => firmware.Sentence;

    public LinkGreeting Greeting => firmware.Greeting;

    // Once a session, and not among the requests that the cost table knows.
    public byte[] Agree(LinkOffer offer, byte[] hostPoint) => firmware.Agree(offer, hostPoint);

    public byte[] Handle(byte[] message, int length)
    {
        byte[] reply = firmware.Handle(message, length);
        if (length > 0)
        {
            wait(speed.Of(message.AsSpan(0, length), reply.Length));
        }

        return reply;
    }

    public void Idle() => firmware.Idle();
}
