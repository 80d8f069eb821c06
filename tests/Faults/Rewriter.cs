using Holdfast.Secrets;
using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Holdfast.Faults;

/// <summary>
/// A place where rewritten copies of the firmware's rooms run, together with a copy of this program, so that what is called inside are ordinary
/// methods. Only text crosses the border.
/// </summary>
public sealed class Rewriter : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-faults-").FullName;

    /// <param name="withFaults">Limbs and steps of Crypto can be faulted.</param>
    /// <param name="withAllocations">Every room reports the arrays and objects that it makes.</param>
    public Rewriter(bool withFaults, bool withAllocations)
    {
        string[] rooms = ["Bytes", "Crypto", "Secrets", "Journal", "Protocol", "Lightning", "Towers", "Chain", "Payments", "Vault", "Channels", "Policy", "Requests"];
        foreach (string path in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!name.StartsWith("Holdfast.", StringComparison.Ordinal))
            {
                continue;
            }

            string target = Path.Combine(_folder, Path.GetFileName(path));
            bool isCrypto = name == "Holdfast.Crypto";
            if (withAllocations && rooms.Contains(name["Holdfast.".Length..]) || withFaults && isCrypto)
            {
                Rewrite(path, target, withFaults && isCrypto, withAllocations);
            }
            else
            {
                File.Copy(path, target);
            }
        }
    }

    /// <summary>Calls a public static method of this program's copy inside.</summary>
    public string Run(Type type, string method, params object[] arguments)
    {
        Assembly inside = new Context(_folder).LoadFromAssemblyPath(Path.Combine(_folder, "Holdfast.Faults.dll"));
        try
        {
            return (string)inside.GetType(type.FullName!)!.GetMethod(method)!.Invoke(null, arguments)!;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException!.ToString();
        }
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
    }

    private static void Rewrite(string source, string target, bool withFaults, bool withAllocations)
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(source));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(source, new ReaderParameters { AssemblyResolver = resolver });
        ModuleDefinition module = assembly.MainModule;
        MethodReference limb = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Limb)));
        MethodReference skip = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Skip)));
        MethodReference allocated = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Allocated)));
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToList())
        {
            method.Body.SimplifyMacros();
            ILProcessor il = method.Body.GetILProcessor();
            foreach (Instruction instruction in method.Body.Instructions.ToList())
            {
                if (withFaults && StoresLimb(instruction) && !method.IsConstructor)
                {
                    Before(il, instruction, limb);
                }

                if (withAllocations && IsAllocation(instruction))
                {
                    il.InsertAfter(instruction, il.Create(OpCodes.Call, allocated));
                    il.InsertAfter(instruction, il.Create(OpCodes.Ldstr, method.DeclaringType.Name + "." + method.Name));
                    il.InsertAfter(instruction, il.Create(OpCodes.Dup));
                }
            }

            if (withFaults && method.ReturnType.FullName == "System.Void" && !method.IsConstructor)
            {
                Instruction first = method.Body.Instructions[0];
                il.InsertBefore(first, il.Create(OpCodes.Ldstr, method.DeclaringType.Name + "." + method.Name));
                il.InsertBefore(first, il.Create(OpCodes.Call, skip));
                il.InsertBefore(first, il.Create(OpCodes.Brfalse, first));
                il.InsertBefore(first, il.Create(OpCodes.Ret));
            }

            if (withAllocations)
            {
                ReportSecrets(module, method, il);
            }

            method.Body.OptimizeMacros();
        }

        assembly.Write(target);
    }

    // Results of methods that compute secrets, the scalars and points that others fill in, and where the firmware's work begins and ends.
    private static void ReportSecrets(ModuleDefinition module, MethodDefinition method, ILProcessor il)
    {
        string name = method.DeclaringType.Name + "." + method.Name;
        MethodReference secret = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Secret)));
        bool isWork = name is "SignerLoop.Step" or "Signer.Boot";
        if (isWork)
        {
            il.InsertBefore(method.Body.Instructions[0], il.Create(OpCodes.Call, module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Enter)))));
        }

        bool isRequest = name == "Signer.Handle";
        if (isRequest)
        {
            il.InsertBefore(method.Body.Instructions[0], il.Create(OpCodes.Ldarg_1));
            il.InsertAfter(method.Body.Instructions[0], il.Create(OpCodes.Call, module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Asked)))));
        }

        Instruction[] report = name switch
        {
            "Secp256k1.AddSecrets" or "Secp256k1.MultiplySecrets" or "Secp256k1.TaprootSecret" or "KeyTree.WalletSecret" => [il.Create(OpCodes.Dup)],
            "GeneratorProduct.Secret" or "GeneratorProduct.AddSecret" => [il.Create(OpCodes.Ldarg_1)],
            "SecretProduct.Run" => [il.Create(OpCodes.Ldarg, method.Parameters.Single(parameter => parameter.Name == "r"))],
            "Secp256k1.Nonce" => [il.Create(OpCodes.Ldarg_0)],
            "SignatureDraft.ChooseNonce" => [
                il.Create(OpCodes.Ldarg_0), il.Create(OpCodes.Ldfld, method.DeclaringType.Fields.Single(field => field.Name == "Nonce"))],
            _ => [],
        };
        foreach (Instruction ret in method.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret).ToList())
        {
            Instruction[] tail = report.Length == 0 ? [] : [.. report.Select(Copy), il.Create(OpCodes.Ldstr, name), il.Create(OpCodes.Call, secret)];
            tail = isWork ? [.. tail, il.Create(OpCodes.Call, module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Leave))))] : tail;
            tail = isRequest ? [.. tail, il.Create(OpCodes.Dup), il.Create(OpCodes.Call, module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Answered))))] : tail;
            if (tail.Length > 0)
            {
                // Branches to the return now point to the first of these.
                ret.OpCode = tail[0].OpCode;
                ret.Operand = tail[0].Operand;
                Instruction last = ret;
                foreach (Instruction instruction in tail.Skip(1).Append(il.Create(OpCodes.Ret)))
                {
                    il.InsertAfter(last, instruction);
                    last = instruction;
                }
            }
        }
    }

    private static Instruction Copy(Instruction instruction)
    {
        Instruction copy = Instruction.Create(OpCodes.Nop);
        copy.OpCode = instruction.OpCode;
        copy.Operand = instruction.Operand;
        return copy;
    }

    private static bool StoresLimb(Instruction instruction)
    {
        return instruction.OpCode.Code == Code.Stfld && ((FieldReference)instruction.Operand).FieldType.FullName == "System.Int64"
            || instruction.OpCode.Code == Code.Stelem_I8;
    }

    private static bool IsAllocation(Instruction instruction)
    {
        return instruction.OpCode.Code == Code.Newarr
            || instruction.OpCode.Code == Code.Newobj && !((MethodReference)instruction.Operand).DeclaringType.IsValueType
            || instruction.OpCode.Code == Code.Callvirt && ((MethodReference)instruction.Operand).Name == "Clone";
    }

    // Branches that pointed to the store now point to the call before it.
    private static void Before(ILProcessor il, Instruction store, MethodReference call)
    {
        Instruction copy = Instruction.Create(OpCodes.Nop);
        copy.OpCode = store.OpCode;
        copy.Operand = store.Operand;
        store.OpCode = OpCodes.Call;
        store.Operand = call;
        il.InsertAfter(store, copy);
    }

    private sealed class Context(string folder) : AssemblyLoadContext("rewritten")
    {
        protected override Assembly? Load(AssemblyName name)
        {
            string path = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
