using Holdfast.DeviceLink;

namespace Holdfast.ReferenceNode;

/// <summary>The device behind a cable, as the reference node asks it.</summary>
public static class SignerClientExchange
{
    /// <summary>Every answer of the client that is not ok becomes one of the two failures a node tells apart: refused, or lost.</summary>
    public static DeviceExchange Of(SignerClient client) => request =>
    {
        try
        {
            return client.Exchange(request);
        }
        catch (SignerRefusedException refusal)
        {
            throw new RefusedException(refusal.Tag, refusal.Sentence);
        }
        catch (SignerMalformedException malformed)
        {
            throw new RefusedException("malformed", malformed.Code + ": " + malformed.Sentence);
        }
        catch (Exception lost) when (lost is SignerException or LinkLostException)
        {
            throw new SignerLostException(lost.Message);
        }
    };
}
