namespace Holdfast.Requests;

/// <summary>The device as the link sees it.</summary>
public interface IRequestHandler
{
    /// <summary>The longest message that the device reads; the line drops longer ones.</summary>
    int MessageBytesMax { get; }

    /// <summary>
    /// Answers one request: id and fields, the first <paramref name="length"/> bytes (a seal may follow them). Never throws: everything that can go wrong is a reply. The reply to Hello leaves the
    /// device nonce zero; the session fills it in.
    /// </summary>
    byte[] Handle(byte[] message, int length);

    /// <summary>Work that may wait until after the reply. Called when the line has nothing to say.</summary>
    void Idle();
}
