namespace Holdfast.Hardware;

/// <summary>The buttons of a board, as they are at this moment. A button that cannot be read is never down.</summary>
public interface IButtons
{
    /// <summary>The button that approves, and does nothing else.</summary>
    bool IsApproveDown { get; }

    /// <summary>The button that refuses; never down where the board has none.</summary>
    bool IsRefuseDown { get; }

    /// <summary>Waits until the next sample is worth taking.</summary>
    void Wait(int milliseconds);
}
