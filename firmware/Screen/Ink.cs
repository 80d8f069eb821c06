namespace Holdfast.Screen;

/// <summary>The colours of the picture.</summary>
public enum Ink
{
    /// <summary>The signer's own words.</summary>
    Plain = 0,

    /// <summary>Above and below: what the picture is, and what the buttons do.</summary>
    Frame = 1,

    /// <summary>A number in the signer's own words.</summary>
    Number = 2,

    /// <summary>Every first group of four of an address, a key or a hash.</summary>
    Group = 3,

    /// <summary>Every second group of four.</summary>
    OtherGroup = 4,

    /// <summary>Words of somebody else, between quotation marks.</summary>
    Foreign = 5,

    /// <summary>What the button does that approves.</summary>
    Approve = 6,

    /// <summary>What the button does that refuses.</summary>
    Refuse = 7,
}
