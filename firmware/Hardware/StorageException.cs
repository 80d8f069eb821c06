using System;

namespace Holdfast.Hardware;

/// <summary>Storage could not keep its promise; whether the last write happened is unknown.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }
}
