using System;

namespace Holdfast.Bytes;

/// <summary>
/// The outside sent something that cannot be what it claims to be. Answered with an error and forgotten: no state was touched.
/// The text goes to the host, so it names fields and lengths, never contents.
/// </summary>
public sealed class MalformedException : Exception
{
    public MalformedException(string message)
        : base(message)
    {
    }
}
