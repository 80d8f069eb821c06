using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Requests;

/// <summary>The person at the device. Asked only where a rule allows something with the button that it refuses without.</summary>
public sealed class Owner
{
    /// <summary>Below the 30 seconds after which a node gives up on a peer.</summary>
    private const int TimeoutMs = 25000;

    private readonly IApproval _approval;
    private readonly IStatusLight _light;
    private byte[] _agreedSubject;

    public Owner(IApproval approval, IStatusLight light)
    {
        _approval = approval;
        _light = light;
    }

    /// <summary>
    /// True when the owner pressed the button for this question in time. The subject is a hash of exactly what would be signed: the node asks
    /// for the same thing several times, and the owner is asked once.
    /// </summary>
    public bool Agrees(string question, byte[] subject)
    {
        if (Check.Same(subject, _agreedSubject))
        {
            return true;
        }

        _light.Show(SignerLight.Asking);
        bool agrees = _approval.Ask(question, TimeoutMs);
        _light.Show(SignerLight.Busy);
        if (agrees)
        {
            _agreedSubject = subject;
        }

        return agrees;
    }
}
