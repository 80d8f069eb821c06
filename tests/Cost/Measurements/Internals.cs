using System.Reflection;
using Holdfast.Crypto;

namespace Holdfast.Cost;

/// <summary>Reaches what Crypto keeps to itself, for measurements of the smallest steps. Their cost is without the call itself.</summary>
public static class Internals
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static object New(string type)
    {
        return Activator.CreateInstance(Find(type), nonPublic: true)!;
    }

    public static void Call(object instance, string method, params object[] arguments)
    {
        Method(instance.GetType(), method, arguments.Length).Invoke(instance, arguments);
    }

    public static Action Static(string type, string method, params object[] arguments)
    {
        MethodInfo found = Method(Find(type), method, arguments.Length);
        return () => found.Invoke(null, arguments);
    }

    public static Action Instance(object instance, string method, params object[] arguments)
    {
        MethodInfo found = Method(instance.GetType(), method, arguments.Length);
        return () => found.Invoke(instance, arguments);
    }

    private static Type Find(string type)
    {
        return typeof(Secp256k1).Assembly.GetType("Holdfast.Crypto." + type, throwOnError: true)!;
    }

    private static MethodInfo Method(Type type, string method, int count)
    {
        return type.GetMethods(All).Single(candidate => candidate.Name == method && candidate.GetParameters().Length == count);
    }
}
