using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The device as the link sees it.</summary>
public interface IRequestHandler
{
    /// <summary>The longest message that the device reads; the line drops longer ones.</summary>
    int MessageBytesMax { get; }

    /// <summary>What host and device share since provisioning, 32 bytes; zeros while blank.</summary>
    byte[] PairingKey { get; }

    DeviceState State { get; }

    /// <summary>Why the device stopped, for people; empty when it did not.</summary>
    string Sentence { get; }

    /// <summary>What Hello tells of the link: the handler puts an offer there, the session its name.</summary>
    LinkGreeting Greeting { get; }

    /// <summary>
    /// Answers one request: id and fields, the first <paramref name="length"/> bytes (a seal may follow them). Never throws: everything that can go
    /// wrong is a reply.
    /// </summary>
    byte[] Handle(byte[] message, int length);

    /// <summary>SHA-256 of the point that the offer's key and the host's make; null when the host's is none, or the device stopped. A <see cref="RequestException"/>
    /// where the board has no memory for it.</summary>
    byte[] Agree(LinkOffer offer, byte[] hostPoint);

    /// <summary>Work that may wait until after the reply. Called when the line has nothing to say.</summary>
    void Idle();
}
