using System.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Holdfast.Cost;

/// <summary>What a basic block of an instrumented method costs each time it begins.</summary>
public readonly record struct BlockCost(string Method, int Instructions, int Units);

/// <summary>
/// Rewrites assemblies so that they count what they execute. Each basic block (it ends at a branch or after a call, so that an exception from
/// a callee leaves nothing counted that did not run) adds its weight to <see cref="Meter.Units"/> and one to its own counter; allocations
/// report their size; methods named in <see cref="StepMap"/> open and close their step.
/// </summary>
public sealed class Instrumenter
{
    private readonly IlWeights _weights;
    private readonly List<BlockCost> _blocks = [];
    private readonly HashSet<string> _instrumented;
    private FieldReference _units = null!;
    private FieldReference _counts = null!;
    private MethodReference _enter = null!;
    private MethodReference _leave = null!;
    private MethodReference _newArray = null!;
    private MethodReference _newObject = null!;

    /// <param name="weights">cost of an instruction.</param>
    /// <param name="assemblyNames">simple names of all assemblies that will be rewritten; calls into others count as calls into mscorlib.</param>
    public Instrumenter(IlWeights weights, IEnumerable<string> assemblyNames)
    {
        _weights = weights;
        _instrumented = assemblyNames.ToHashSet();
    }

    /// <summary>Costs by block number, over all assemblies rewritten so far.</summary>
    public IReadOnlyList<BlockCost> Blocks => _blocks;

    public void Rewrite(string source, string target)
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(source));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(source, new ReaderParameters { AssemblyResolver = resolver });
        ModuleDefinition module = assembly.MainModule;
        _units = module.ImportReference(typeof(Meter).GetField(nameof(Meter.Units)));
        _counts = module.ImportReference(typeof(Meter).GetField(nameof(Meter.Blocks)));
        _enter = module.ImportReference(typeof(Meter).GetMethod(nameof(Meter.Enter)));
        _leave = module.ImportReference(typeof(Meter).GetMethod(nameof(Meter.Leave)));
        _newArray = module.ImportReference(typeof(Meter).GetMethod(nameof(Meter.NewArray)));
        _newObject = module.ImportReference(typeof(Meter).GetMethod(nameof(Meter.NewObject)));
        foreach (TypeDefinition type in module.GetTypes())
        {
            foreach (MethodDefinition method in type.Methods)
            {
                if (method.HasBody && method.Body.Instructions.Count > 0)
                {
                    Rewrite(method);
                }
            }
        }

        KeepLocalsAlive(assembly);
        assembly.Write(target);
    }

    private void Rewrite(MethodDefinition method)
    {
        MethodBody body = method.Body;
        body.SimplifyMacros();
        List<Instruction> original = [.. body.Instructions];
        HashSet<Instruction> leaders = Leaders(body);
        ILProcessor il = body.GetILProcessor();
        string name = method.DeclaringType.FullName + "::" + method.Name;
        int at = 0;
        while (at < original.Count)
        {
            int end = at + 1;
            while (end < original.Count && !leaders.Contains(original[end]))
            {
                end++;
            }

            int units = 0;
            for (int i = at; i < end; i++)
            {
                units += _weights.Of(original[i], method, IsInstrumented);
            }

            for (int i = at + 1; i < end; i++)
            {
                ReportAllocation(il, original[i], _blocks.Count);
            }

            Instruction first = CountBlock(il, original[at], _blocks.Count, units);
            ReportAllocation(il, first, _blocks.Count);
            _blocks.Add(new BlockCost(name, end - at, units));
            at = end;
        }

        if (StepMap.Find(method.DeclaringType.FullName, method.Name) is Step step)
        {
            foreach (Instruction ret in body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret).ToList())
            {
                ret.OpCode = OpCodes.Call;
                ret.Operand = _leave;
                il.InsertAfter(ret, il.Create(OpCodes.Ret));
            }

            Instruction first = body.Instructions[0];
            il.InsertBefore(first, il.Create(OpCodes.Ldc_I4, (int)step));
            il.InsertBefore(first, il.Create(OpCodes.Call, _enter));
        }

        body.OptimizeMacros();
    }

    // The leader becomes the first counting instruction and a copy of it moves behind, so that branches and handler ranges that point to it
    // still hit the whole block. Returns the copy.
    private Instruction CountBlock(ILProcessor il, Instruction leader, int block, int units)
    {
        Instruction copy = Instruction.Create(OpCodes.Nop);
        copy.OpCode = leader.OpCode;
        copy.Operand = leader.Operand;
        Instruction[] tail =
        [
            il.Create(OpCodes.Ldc_I4, units),
            il.Create(OpCodes.Conv_I8),
            il.Create(OpCodes.Add),
            il.Create(OpCodes.Stsfld, _units),
            il.Create(OpCodes.Ldsfld, _counts),
            il.Create(OpCodes.Ldc_I4, block),
            il.Create(OpCodes.Ldelema, _units.FieldType),
            il.Create(OpCodes.Dup),
            il.Create(OpCodes.Ldind_I8),
            il.Create(OpCodes.Ldc_I4_1),
            il.Create(OpCodes.Conv_I8),
            il.Create(OpCodes.Add),
            il.Create(OpCodes.Stind_I8),
            copy,
        ];
        leader.OpCode = OpCodes.Ldsfld;
        leader.Operand = _units;
        Instruction last = leader;
        foreach (Instruction instruction in tail)
        {
            il.InsertAfter(last, instruction);
            last = instruction;
        }

        return copy;
    }

    private void ReportAllocation(ILProcessor il, Instruction instruction, int block)
    {
        if (instruction.OpCode.Code == Code.Newarr)
        {
            int elementBytes = ObjectSizes.ElementBytes(((TypeReference)instruction.Operand).FullName);
            Report(il, instruction, elementBytes, block, _newArray);
        }
        else if (instruction.OpCode.Code == Code.Newobj)
        {
            TypeReference type = ((MethodReference)instruction.Operand).DeclaringType;
            if (!type.IsValueType && !type.IsArray)
            {
                Report(il, instruction, ObjectSizes.Object(FieldCount(type)), block, _newObject);
            }
        }
    }

    private static void Report(ILProcessor il, Instruction allocation, int number, int block, MethodReference report)
    {
        il.InsertAfter(allocation, il.Create(OpCodes.Call, report));
        il.InsertAfter(allocation, il.Create(OpCodes.Ldc_I4, block));
        il.InsertAfter(allocation, il.Create(OpCodes.Ldc_I4, number));
        il.InsertAfter(allocation, il.Create(OpCodes.Dup));
    }

    // Fields of the rooms' own types, base types included; types of mscorlib (exceptions, delegates) count as four.
    private int FieldCount(TypeReference type)
    {
        int count = 0;
        for (TypeDefinition? definition = type.Resolve(); definition != null; definition = definition.BaseType?.Resolve())
        {
            if (!_instrumented.Contains(definition.Module.Assembly.Name.Name))
            {
                return definition.FullName == "System.Object" ? count : count + 4;
            }

            count += definition.Fields.Count(field => !field.IsStatic);
        }

        return count;
    }

    private bool IsInstrumented(MethodReference target)
    {
        return target.DeclaringType.Scope switch
        {
            AssemblyNameReference reference => _instrumented.Contains(reference.Name),
            ModuleDefinition => !target.DeclaringType.IsArray,
            _ => false,
        };
    }

    private static HashSet<Instruction> Leaders(MethodBody body)
    {
        HashSet<Instruction> leaders = [body.Instructions[0]];
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
            {
                leaders.Add(target);
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                leaders.UnionWith(targets);
            }

            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Call or FlowControl.Return
                or FlowControl.Throw && instruction.OpCode.OpCodeType != OpCodeType.Prefix && instruction.Next != null)
            {
                leaders.Add(instruction.Next);
            }
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            leaders.Add(handler.TryStart);
            leaders.Add(handler.HandlerStart);
            if (handler.FilterStart != null)
            {
                leaders.Add(handler.FilterStart);
            }
        }

        return leaders;
    }

    // The interpreter keeps every local alive until its method returns. The JIT does the same when told not to optimise.
    private static void KeepLocalsAlive(AssemblyDefinition assembly)
    {
        for (int i = assembly.CustomAttributes.Count - 1; i >= 0; i--)
        {
            if (assembly.CustomAttributes[i].AttributeType.Name == nameof(DebuggableAttribute))
            {
                assembly.CustomAttributes.RemoveAt(i);
            }
        }

        ModuleDefinition module = assembly.MainModule;
        MethodReference constructor = module.ImportReference(typeof(DebuggableAttribute).GetConstructor([typeof(DebuggableAttribute.DebuggingModes)]));
        CustomAttribute attribute = new(constructor);
        attribute.ConstructorArguments.Add(new CustomAttributeArgument(
            module.ImportReference(typeof(DebuggableAttribute.DebuggingModes)),
            (int)(DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations)));
        assembly.CustomAttributes.Add(attribute);
    }
}
