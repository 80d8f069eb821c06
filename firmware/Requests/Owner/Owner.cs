using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The person at the device. Asked only where a rule allows something with the button that it refuses without.
/// <para>
/// One press is a yes to one request: to these very bytes of it, this question with its amounts, and these hashes under signature, which also
/// depend on what the device remembers. A node asks for the same signature more than once; the same request again within two minutes is not
/// asked about again, because its answer would be the same signature. Any other question about a signature, whatever its answer, ends the agreement,
/// and so does a new session. A question to erase does not: anybody on the line can cause one, and a yes to it ends everything else as well.
/// </para>
/// <para>The device answers one request at a time, so there is never more than one question, and a question ends after 25 seconds.</para>
/// </summary>
public sealed class Owner
{
    /// <summary>Below the 30 seconds after which a node gives up on a peer.</summary>
    private const int QuestionMs = 25000;

    private const long AgreementMs = 120000;

    private static readonly byte[] s_label = Ascii.Bytes("holdfast approval");

    private readonly IApproval _approval;
    private readonly IStatusLight _light;
    private readonly IClock _clock;
    private readonly QuestionPause _signing = new QuestionPause();
    private readonly QuestionPause _openings = new QuestionPause();
    private readonly QuestionPause _erasing = new QuestionPause();
    private readonly QuestionPause _repairing = new QuestionPause();
    private byte[] _request;
    private int _requestLength;
    private long _withheldMs;
    private byte[] _agreement;
    private long _agreedAtMs;

    public Owner(IApproval approval, IStatusLight light, IClock clock)
    {
        _approval = approval;
        _light = light;
        _clock = clock;
    }

    /// <summary>
    /// What a refusal adds when the owner was not even asked, because the last questions found nobody; empty otherwise. Speaks of the request
    /// that began last.
    /// </summary>
    public string Remark
    {
        get
        {
            return _withheldMs <= 0
                ? ""
                : " The owner was not asked: nobody said yes to the last question, and the next one waits for "
                    + ((_withheldMs + 999) / 1000).ToString() + " seconds.";
        }
    }

    /// <summary>From here on questions are about the request in the first <paramref name="length"/> bytes, its id included.</summary>
    public void Begin(byte[] request, int length)
    {
        _request = request;
        _requestLength = length;
        _withheldMs = 0;
    }

    /// <summary>Nothing agreed to in one session holds in another one.</summary>
    public void Forget()
    {
        _agreement = null;
    }

    /// <summary>
    /// True when the owner pressed the button for this question in time, or had done so for the same request a moment ago. Call it after every
    /// other rule has passed, and before anything is recorded.
    /// </summary>
    /// <param name="question">For people: what is paid, to whom, with which fee. The press covers exactly this text.</param>
    /// <param name="signed">The hash of everything that the signatures will commit to, amounts included; what the request alone does not fix.</param>
    public bool Agrees(string question, byte[] signed)
    {
        byte[] subject = Subject(question, signed);
        long now = _clock.UptimeMs;
        if (Check.Same(subject, _agreement) && now - _agreedAtMs <= AgreementMs)
        {
            return true;
        }

        _agreement = null;
        // Any peer of an honest node can cause questions about openings, so those do not hold up the owner's own.
        QuestionPause pause = _request[0] == (byte)MessageId.SetupChannel ? _openings : _signing;
        if (!IsYes(question, Gesture.Press, SignerLight.Asking, pause))
        {
            return false;
        }

        _agreement = subject;
        _agreedAtMs = _clock.UptimeMs;
        return true;
    }

    /// <summary>
    /// True when the owner held the button down for the light that means erasing. Asked on behalf of anybody on the line, so neither light nor
    /// gesture is that of a payment, and each time anew.
    /// </summary>
    public bool AgreesToErase(string question)
    {
        return IsYes(question, Gesture.Hold, SignerLight.Erasing, _erasing);
    }

    /// <summary>
    /// True when the owner held the button down for the light that means damaged flash. The host behind the request may have damaged it, so
    /// neither light nor gesture is that of a payment, and each time is a new question.
    /// </summary>
    public bool AgreesToRepair(string question)
    {
        return IsYes(question, Gesture.Hold, SignerLight.Repairing, _repairing);
    }

    /// <summary>Lets a person press a button at a moment of their own choosing; nothing depends on whether they do.</summary>
    public void OfferPress(string question)
    {
        _light.Show(SignerLight.Asking);
        _approval.Ask(question, Gesture.Press, QuestionMs);
        _light.Show(SignerLight.Busy);
    }

    private bool IsYes(string question, Gesture gesture, SignerLight light, QuestionPause pause)
    {
        _withheldMs = pause.RemainingMs(_clock.UptimeMs);
        if (_withheldMs > 0)
        {
            return false;
        }

        _light.Show(light);
        bool isYes = _approval.Ask(question, gesture, QuestionMs);
        _light.Show(SignerLight.Busy);
        if (isYes)
        {
            pause.Clear();
        }
        else
        {
            pause.Grow(_clock.UptimeMs);
        }

        return isYes;
    }

    // Every part with its length in front, so that no two subjects have the same bytes. The request begins with its id.
    private byte[] Subject(string question, byte[] signed)
    {
        Sha256Stream subject = new Sha256Stream();
        Add(subject, s_label, s_label.Length);
        Add(subject, _request, _requestLength);
        byte[] text = Ascii.Bytes(question);
        Add(subject, text, text.Length);
        Add(subject, signed, signed.Length);
        return subject.Finish();
    }

    private static void Add(Sha256Stream subject, byte[] part, int length)
    {
        ByteWriter prefix = new ByteWriter(4);
        prefix.U32((uint)length);
        subject.Update(prefix.ToArray());
        subject.Update(part, 0, length);
    }
}
