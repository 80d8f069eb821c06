using System.Text.Json;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Cost;

/// <summary>
/// What one executed instruction costs, from il-cost-weights.json. The file groups opcodes by their names; calls, newarr and newobj are told
/// apart by what they do. Where the file is silent: ret and a constructor's call of Object's constructor belong to the call, prefixes and
/// ldnull cost nothing more than the plain group's default, and conditional branches of every spelling are branches.
/// </summary>
public sealed class IlWeights
{
    /// <summary>One call from managed into native code, as the file says; also what adapters of the measurements charge.</summary>
    public const int NativeCallUnits = 400;

    private readonly Dictionary<string, int> _units = [];
    private readonly HashSet<string> _native;
    private readonly int _default;
    private readonly int _rest;
    private readonly int _call;
    private readonly int _callVirtual;
    private readonly int _newArray;
    private readonly int _newObject;

    public IlWeights(string weightsPath, string nativeMembersPath)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(weightsPath));
        _default = document.RootElement.GetProperty("default").GetInt32();
        Dictionary<string, int> phrases = [];
        foreach (JsonElement group in document.RootElement.GetProperty("groups").EnumerateArray())
        {
            string ops = group.GetProperty("ops").GetString()!;
            int units = group.GetProperty("units").GetInt32();
            phrases[ops] = units;
            if (!ops.Contains("call ") && !ops.StartsWith("new", StringComparison.Ordinal))
            {
                foreach (string name in ops.Split(" (")[0].Split(" and the rest")[0].Split(' '))
                {
                    _units.TryAdd(name.TrimEnd('*').TrimEnd('.'), units);
                }
            }
        }

        _call = Phrase(phrases, "call to a managed method");
        _callVirtual = Phrase(phrases, "callvirt to a managed method");
        _newArray = Phrase(phrases, "newarr");
        _newObject = Phrase(phrases, "newobj");
        _rest = Phrase(phrases, "switch box");
        if (Phrase(phrases, "call to a native") != NativeCallUnits)
        {
            throw new InvalidDataException("the cost of a native call changed");
        }

        _native = File.ReadLines(nativeMembersPath).Where(line => line.EndsWith("native", StringComparison.Ordinal))
            .Select(line => line.Split('\t')[0]).ToHashSet();
    }

    /// <summary>Units of one execution, without what depends on run-time lengths.</summary>
    public int Of(Instruction instruction, MethodDefinition method, Func<MethodReference, bool> isInstrumented)
    {
        OpCode code = instruction.OpCode;
        switch (code.Code)
        {
            case Code.Ret:
                return 0;
            case Code.Ldnull:
            case Code.Endfinally:
            case Code.Endfilter:
                return _default;
            case Code.Newarr:
                return _newArray;
            case Code.Newobj:
                return _newObject;
            case Code.Call:
            case Code.Callvirt:
                return OfCall((MethodReference)instruction.Operand, code.Code == Code.Callvirt, method, isInstrumented);
        }

        if (code.OpCodeType == OpCodeType.Prefix)
        {
            return 0;
        }

        string family = code.Name.Split('.')[0];
        if (_units.TryGetValue(family, out int units) && family != "switch")
        {
            return units;
        }

        if (code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch && code.Code != Code.Switch)
        {
            return _units["br"];
        }

        return _rest;
    }

    private int OfCall(MethodReference target, bool isVirtual, MethodDefinition method, Func<MethodReference, bool> isInstrumented)
    {
        if (target.Name == ".ctor" && target.DeclaringType.FullName == "System.Object" && method.IsConstructor)
        {
            return 0;
        }

        if (isInstrumented(target))
        {
            return isVirtual ? _callVirtual : _call;
        }

        // Outside of the rooms: native where the list of the chip's mscorlib says so, else a managed call whose body cannot be measured.
        string parameters = string.Join(",", target.Parameters.Select(parameter => parameter.ParameterType.FullName));
        string id = "M:" + target.DeclaringType.FullName + "." + target.Name.Replace('.', '#') + (parameters.Length > 0 ? "(" + parameters + ")" : "");
        return _native.Contains(id) ? NativeCallUnits : isVirtual ? _callVirtual : _call;
    }

    private static int Phrase(Dictionary<string, int> phrases, string beginning)
    {
        return phrases.Single(phrase => phrase.Key.StartsWith(beginning, StringComparison.Ordinal)).Value;
    }
}
