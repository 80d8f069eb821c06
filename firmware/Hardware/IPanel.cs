namespace Holdfast.Hardware;

/// <summary>
/// A screen of 240 by 135 pixels that shows what was written last. Nothing can be read back from such panels: one whose glass is broken looks to the signer like one that works.
/// What the board itself notices is a <see cref="PanelException"/>.
/// </summary>
public interface IPanel
{
    /// <summary>Once, before the first picture and before each question: a panel that lost its settings has them again.</summary>
    void Wake();

    /// <summary>The next lines are these, from the top; <see cref="Write"/> follows once for each of them.</summary>
    void Begin(int top, int height);

    /// <summary>One line of 240 pixels, two bytes each: red, green and blue in 5, 6 and 5 bits, the higher byte first.</summary>
    void Write(byte[] line);
}
