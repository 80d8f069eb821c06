using System.Reflection;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Fuzz;

/// <summary>
/// Every message of the wire, requests and replies. The list is not written down: each public type of Protocol with a static
/// Decode(ByteReader) is one, and its seed is the sample of its own unit test.
/// </summary>
internal sealed class ProtocolTarget : Target
{
    private readonly Func<ByteReader, object?> _decode;
    private readonly int _skip;

    private ProtocolTarget(Type type, byte[] seed, int skip)
    {
        Name = "protocol " + type.Name;
        Seeds = [seed];
        _skip = skip;
        MethodInfo method = type.GetMethod("Decode", BindingFlags.Public | BindingFlags.Static, [typeof(ByteReader)])!;
        _decode = reader =>
        {
            try
            {
                return method.Invoke(null, [reader]);
            }
            catch (TargetInvocationException exception)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException!);
                throw;
            }
        };
    }

    public override string Name { get; }

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<Type> Refusals { get; } = [typeof(MalformedException)];

    public override int LengthMaxBytes => ProtocolLimits.MessageBytesMin;

    public static IEnumerable<Target> All()
    {
        foreach (Type test in typeof(Holdfast.Unit.Expect).Assembly.GetTypes().Where(t => t.Namespace == "Holdfast.Unit.Protocol"))
        {
            foreach ((string factory, int skip) in new[] { ("NewMessage", 1), ("NewReply", 0) })
            {
                MethodInfo? method = test.GetMethod(factory, BindingFlags.NonPublic | BindingFlags.Static, []);
                if (method is not null)
                {
                    object sample = method.Invoke(null, [])!;
                    byte[] seed = (byte[])sample.GetType().GetMethod("Encode", [])!.Invoke(sample, [])!;
                    yield return new ProtocolTarget(sample.GetType(), seed, skip);
                }
            }
        }
    }

    /// <summary>The sample request of every message.</summary>
    public static IEnumerable<byte[]> SampleRequests() => All().Cast<ProtocolTarget>().Where(target => target._skip == 1).Select(target => target.Seeds[0]);

    public override void Feed(byte[] input)
    {
        if (input.Length < _skip)
        {
            throw new MalformedException("no id");
        }

        _decode(new ByteReader(input, _skip, input.Length - _skip));
    }
}
