using System;

namespace Holdfast.Unit;

/// <summary>The one assertion that MSTest and nanoFramework.TestFramework spell differently.</summary>
public static class Expect
{
    /// <summary>Runs the action and returns what it threw, which must be exactly of the given type.</summary>
    public static Exception Throws(Type type, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Assert.AreEqual(type.FullName, exception.GetType().FullName, "another exception than expected: " + exception.Message);
            return exception;
        }

        Assert.IsTrue(false, "nothing was thrown, expected " + type.FullName);
        return null!;
    }
}
