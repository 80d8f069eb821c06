using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// Follows, through all methods of a program at once, the type that the interpreter keeps beside each number, and finds where C# and the interpreter do not agree.
/// <para>
/// C# emits nothing for a cast between long and ulong, or int and uint, so the number keeps the type that it had. The interpreter's shr shifts as that type wants and not as
/// the instruction says, and its conv.i8 extends a sign only where that type has one (nf-interpreter, NumericShr and Convert_Internal). Locals, fields and elements have the type
/// that they are declared with; arguments and results have the one of what was given.
/// </para>
/// A number that is too small to reach the sign is shifted and extended alike by both, so its size is followed too.
/// </summary>
internal sealed class SignedTags
{
    private readonly List<MethodDefinition> _methods;
    private readonly Dictionary<string, bool> _parameters = [];
    private readonly Dictionary<string, bool> _results = [];
    private readonly SortedSet<string> _findings = new(StringComparer.Ordinal);
    private bool _isChanged;

    public SignedTags(IEnumerable<ModuleDefinition> modules) =>
        _methods = [.. modules.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods).Where(method => method.HasBody)];

    /// <summary>"shr in Type.Method": every place where the chip would run differently.</summary>
    public IReadOnlyCollection<string> Findings()
    {
        do
        {
            _isChanged = false;
            _findings.Clear();
            foreach (MethodDefinition method in _methods)
            {
                Follow(method);
            }
        }
        while (_isChanged);

        return _findings;
    }

    /// <param name="IsUnsigned">The interpreter may keep an unsigned type beside it.</param>
    /// <param name="Bits">It is below two to this power, or its sign may be set where this is all that its size has.</param>
    /// <param name="OfElements">Of an array or a reference: what is in there.</param>
    private sealed record Number(bool IsUnsigned, int Bits, Number? OfElements = null)
    {
        public static readonly Number Unknown = new(false, 64);

        public static Number Of(TypeReference type) => type switch
        {
            ByReferenceType reference => new Number(false, 64, Of(reference.ElementType)),
            ArrayType array => new Number(false, 64, Of(array.ElementType)),
            _ => type.MetadataType switch
            {
                MetadataType.Boolean or MetadataType.Byte => new(false, 8),
                MetadataType.Char or MetadataType.UInt16 => new(false, 16),
                MetadataType.SByte or MetadataType.Int16 or MetadataType.Int32 => new(false, 32),
                MetadataType.UInt32 => new(true, 32),
                MetadataType.UInt64 => new(true, 64),
                _ => Unknown,
            },
        };

        public Number Join(Number other) => new(IsUnsigned || other.IsUnsigned, Math.Max(Bits, other.Bits), OfElements ?? other.OfElements);
    }

    private void Follow(MethodDefinition method)
    {
        Dictionary<Instruction, Number[]> known = [];
        Queue<Instruction> open = new();
        void Reach(Instruction? at, IEnumerable<Number> stack)
        {
            if (at == null)
            {
                return;
            }

            Number[] before = [.. stack];
            if (known.TryGetValue(at, out Number[]? old))
            {
                Number[] joined = [.. old.Zip(before, (a, b) => a.Join(b))];
                if (joined.SequenceEqual(old))
                {
                    return;
                }

                before = joined;
            }

            known[at] = before;
            open.Enqueue(at);
        }

        Reach(method.Body.Instructions.FirstOrDefault(), []);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
        {
            Reach(handler.HandlerStart, handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter ? [Number.Unknown] : []);
            Reach(handler.FilterStart, [Number.Unknown]);
        }

        while (open.TryDequeue(out Instruction? at))
        {
            List<Number> stack = [.. known[at]];
            Step(method, at, stack);
            switch (at.Operand)
            {
                case Instruction target:
                    Reach(target, at.OpCode.Code is Code.Leave or Code.Leave_S ? [] : stack);
                    break;
                case Instruction[] targets:
                    Array.ForEach(targets, target => Reach(target, stack));
                    break;
            }

            if (at.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw))
            {
                Reach(at.Next, stack);
            }
        }
    }

    private void Step(MethodDefinition method, Instruction at, List<Number> stack)
    {
        Number Pop()
        {
            Number top = stack[^1];
            stack.RemoveAt(stack.Count - 1);
            return top;
        }

        void Require(Number number, int width)
        {
            if (number.IsUnsigned && number.Bits >= width)
            {
                _findings.Add($"{at.OpCode.Name} in {method.DeclaringType.Name}.{method.Name}");
            }
        }

        int? constant = Constant(at.Previous);
        switch (at.OpCode.Code)
        {
            case Code.Shr or Code.Shr_Un or Code.Shl:
                Pop();
                Number shifted = Pop();
                if (at.OpCode.Code == Code.Shr)
                {
                    // Where the size of an operand is not known, it has 32 bits if its bound has.
                    Require(shifted, shifted.Bits <= 32 ? 32 : 64);
                }

                stack.Add(at.OpCode.Code == Code.Shl ? shifted with { Bits = Math.Min(shifted.Bits + (constant ?? 64), 64) } : shifted);
                return;
            case Code.Conv_I8:
                Require(stack[^1], 32);
                stack.Add(new Number(false, Pop() is { Bits: < 32 } small ? small.Bits : 64));
                return;
            case Code.Conv_U8:
                stack.Add(new Number(true, Math.Min(Pop().Bits, 32)));
                return;
            case Code.Conv_I4:
                stack.Add(new Number(false, Math.Min(Pop().Bits, 32)));
                return;
            case Code.Conv_U4:
                stack.Add(new Number(true, Math.Min(Pop().Bits, 32)));
                return;
            case Code.Conv_I1 or Code.Conv_I2:
                Pop();
                stack.Add(new Number(false, 32));
                return;
            case Code.Conv_U1 or Code.Conv_U2:
                stack.Add(new Number(false, Math.Min(Pop().Bits, at.OpCode.Code == Code.Conv_U1 ? 8 : 16)));
                return;
            case Code.And:
                Number mask = Pop();
                Number masked = Pop();
                stack.Add(masked with { Bits = Math.Min(mask.Bits, masked.Bits) });
                return;
            case Code.Or or Code.Xor:
                Number right = Pop();
                Number left = Pop();
                stack.Add(left with { Bits = Math.Max(left.Bits, right.Bits) });
                return;
            case Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Div_Un or Code.Rem or Code.Rem_Un:
                // The result has the left operand's type; what it may reach is not followed.
                Number by = Pop();
                Number operand = Pop();
                stack.Add(operand with { Bits = Math.Max(operand.Bits, by.Bits) <= 32 ? 32 : 64 });
                return;
            case Code.Neg or Code.Not:
                stack.Add(Pop() is { Bits: <= 32 } narrow ? narrow with { Bits = 32 } : Number.Unknown with { IsUnsigned = true });
                return;
            case Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un:
                Pop();
                Pop();
                stack.Add(new Number(false, 1));
                return;
            case Code.Dup:
                stack.Add(stack[^1]);
                return;
            case Code.Ldelem_U1 or Code.Ldelem_U2 or Code.Ldelem_I1 or Code.Ldelem_I2 or Code.Ldelem_I4 or Code.Ldelem_U4 or Code.Ldelem_I8 or Code.Ldelem_Any
                or Code.Ldelem_Ref or Code.Ldelema:
                Pop();
                Number elements = Pop().OfElements ?? new Number(true, 64);
                stack.Add(at.OpCode.Code == Code.Ldelema ? new Number(false, 64, elements) : elements);
                return;
            case Code.Ldind_U1 or Code.Ldind_U2 or Code.Ldind_I1 or Code.Ldind_I2 or Code.Ldind_I4 or Code.Ldind_U4 or Code.Ldind_I8 or Code.Ldind_Ref or Code.Ldobj:
                stack.Add(Pop().OfElements ?? new Number(true, 64));
                return;
            case Code.Newarr:
                Pop();
                stack.Add(new Number(false, 64, Number.Of((TypeReference)at.Operand)));
                return;
            case Code.Call or Code.Callvirt or Code.Newobj:
                Call((MethodReference)at.Operand, at.OpCode.Code == Code.Newobj, stack);
                return;
            case Code.Ret:
                if (stack.Count > 0)
                {
                    Note(_results, Key(method), Pop(), method.ReturnType);
                }

                return;
        }

        Number? loaded = Loaded(method, at);
        int pops = at.OpCode.StackBehaviourPop switch
        {
            StackBehaviour.Pop0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_popi or StackBehaviour.Popref_popi_popi8 or StackBehaviour.Popref_popi_popref
                or StackBehaviour.Popref_popi_popr4 or StackBehaviour.Popref_popi_popr8 => 3,
            StackBehaviour.PopAll => stack.Count,
            StackBehaviour.Varpop => throw new NotSupportedException(at.ToString()),
            _ => 2,
        };
        for (int i = 0; i < pops; i++)
        {
            Pop();
        }

        if (at.OpCode.StackBehaviourPush != StackBehaviour.Push0)
        {
            stack.Add(loaded ?? Number.Unknown);
        }
    }

    private void Call(MethodReference called, bool isNew, List<Number> stack)
    {
        for (int i = called.Parameters.Count - 1; i >= 0; i--)
        {
            Note(_parameters, Key(called) + i, stack[^1], called.Parameters[i].ParameterType);
            stack.RemoveAt(stack.Count - 1);
        }

        if (called.HasThis && !isNew)
        {
            stack.RemoveAt(stack.Count - 1);
        }

        if (isNew || called.ReturnType.MetadataType != MetadataType.Void)
        {
            Number result = isNew ? Number.Unknown : Number.Of(called.ReturnType);
            stack.Add(result with { IsUnsigned = result.IsUnsigned || _results.GetValueOrDefault(Key(called)) });
        }
    }

    private void Note(Dictionary<string, bool> known, string key, Number given, TypeReference declared)
    {
        if (given.IsUnsigned && !Number.Of(declared).IsUnsigned && given.Bits >= (Number.Of(declared).Bits <= 32 ? 32 : 64) && known.TryAdd(key, true))
        {
            _isChanged = true;
        }
    }

    // An override is called through the method that it overrides: names and parameters say which, whatever the type.
    private static string Key(MethodReference method) => $"{method.Name}({string.Join(',', method.Parameters.Select(p => p.ParameterType.FullName))})";

    private Number? Loaded(MethodDefinition method, Instruction at)
    {
        string name = at.OpCode.Name;
        if (name.StartsWith("ldc.", StringComparison.Ordinal))
        {
            long value = at.Operand is long wide ? wide : Constant(at) ?? -1;
            return value < 0 ? new Number(false, at.Operand is long ? 64 : 32) : new Number(false, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value));
        }

        if (name.StartsWith("ldarg", StringComparison.Ordinal))
        {
            int index = at.Operand is ParameterDefinition parameter ? parameter.Index : name[^1] - '0' - (method.HasThis ? 1 : 0);
            if (index < 0)
            {
                return null;
            }

            Number declared = Number.Of(method.Parameters[index].ParameterType);
            declared = declared with { IsUnsigned = declared.IsUnsigned || _parameters.GetValueOrDefault(Key(method) + index) };
            return name.StartsWith("ldarga", StringComparison.Ordinal) ? new Number(false, 64, declared) : declared;
        }

        Number? variable = at.Operand switch
        {
            FieldReference field => Number.Of(field.FieldType),
            VariableDefinition local => Number.Of(local.VariableType),
            _ => name.StartsWith("ldloc.", StringComparison.Ordinal) ? Number.Of(method.Body.Variables[name[^1] - '0'].VariableType) : null,
        };
        return variable != null && name is "ldloca" or "ldloca.s" or "ldflda" or "ldsflda" ? new Number(false, 64, variable) : variable;
    }

    private static int? Constant(Instruction? at) => at?.OpCode.Code switch
    {
        null => null,
        Code.Ldc_I4 => (int)at.Operand,
        Code.Ldc_I4_S => (sbyte)at.Operand,
        Code.Ldc_I4_M1 => -1,
        >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 => at.OpCode.Code - Code.Ldc_I4_0,
        _ => null,
    };
}
