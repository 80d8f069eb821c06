namespace Holdfast.Requests;

/// <summary>The device as the link sees it.</summary>
public interface IRequestHandler
{
    /// <summary>The longest message that the device reads; the line drops longer ones.</summary>
    int MessageBytesMax { get; }

    /// <summary>What host and device share since provisioning, 32 bytes; zeros while blank.</summary>
    byte[] PairingKey { get; }

    /// <summary>
    /// Answers one request: id and fields, the first <paramref name="length"/> bytes (a seal may follow them). Never throws: everything that can go
    /// wrong is a reply. The reply to Hello leaves
    /// session name, nonce and point zero; the session fills them in.
    /// </summary>
    byte[] Handle(byte[] message, int length);

    /// <summary>Draws a key for a handshake, with bytes of the host's mixed in; null on a device that has stopped. Never throws.</summary>
    LinkOffer Offer(byte[] fromHost);

    /// <summary>SHA-256 of the point that the offer's key and the host's make; null when the host's is none, or the device stopped. Never throws.</summary>
    byte[] Agree(LinkOffer offer, byte[] hostPoint);

    /// <summary>Work that may wait until after the reply. Called when the line has nothing to say.</summary>
    void Idle();
}
