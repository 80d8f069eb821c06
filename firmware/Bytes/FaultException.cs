using System;

namespace Holdfast.Bytes;

/// <summary>
/// An invariant broke or storage did not keep its promise. The device stops signing, shows it and waits for a person.
/// </summary>
public sealed class FaultException : Exception
{
    public FaultException(string message)
        : base(message)
    {
    }
}
