using System;

namespace Holdfast.Hardware;

/// <summary>The panel could not be written: what it shows is unknown.</summary>
public sealed class PanelException : Exception
{
    public PanelException(string message)
        : base(message)
    {
    }
}
