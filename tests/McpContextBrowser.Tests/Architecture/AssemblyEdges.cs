using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace McpContextBrowser.Tests.Architecture;

/// <summary>
/// Which namespace of a compiled assembly uses which: read from base types, interfaces, fields, signatures, locals, attributes,
/// constraints and every instruction that names a type or member. What the compiler makes of a lambda, an iterator or an async
/// method is a nested type, and counts for the namespace it was written in.
/// </summary>
/// <remarks>Constants and <c>nameof</c> leave no trace in a compiled assembly and are not seen.</remarks>
internal sealed class AssemblyEdges : IDisposable
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly NamesInSignatures _signatures;

    /// <param name="assemblyPath">A managed assembly; it is read, not loaded.</param>
    public AssemblyEdges(string assemblyPath)
    {
        _file = new PEReader(File.OpenRead(assemblyPath));
        _metadata = _file.GetMetadataReader();
        _signatures = new NamesInSignatures();
    }

    /// <summary>Every use of one type's namespace by another type, with the user's full name.</summary>
    public IEnumerable<(string FromNamespace, string FromType, string ToNamespace, string ToType)> All()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var user = NamesInSignatures.NameOf(_metadata, handle);
            foreach (var used in UsedBy(handle).Distinct())
            {
                yield return (user.Namespace, user.Full, used.Namespace, used.Full);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private IEnumerable<TypeName> UsedBy(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var names = new List<TypeName>();
        names.AddRange(Names(type.BaseType));
        names.AddRange(type.GetInterfaceImplementations().SelectMany(i => Names(_metadata.GetInterfaceImplementation(i).Interface)));
        names.AddRange(Attributes(type.GetCustomAttributes()));
        names.AddRange(Constraints(type.GetGenericParameters()));
        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            names.AddRange(field.DecodeSignature(_signatures, null));
            names.AddRange(Attributes(field.GetCustomAttributes()));
        }

        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            var signature = method.DecodeSignature(_signatures, null);
            names.AddRange(signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(parameter => parameter)));
            names.AddRange(Attributes(method.GetCustomAttributes()));
            names.AddRange(Constraints(method.GetGenericParameters()));
            if (method.RelativeVirtualAddress != 0)
            {
                names.AddRange(Body(_file.GetMethodBody(method.RelativeVirtualAddress)));
            }
        }

        return names;
    }

    private IEnumerable<TypeName> Constraints(GenericParameterHandleCollection parameters) =>
        parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints())
            .SelectMany(c => Names(_metadata.GetGenericParameterConstraint(c).Type));

    private IEnumerable<TypeName> Attributes(CustomAttributeHandleCollection attributes) =>
        attributes.SelectMany(a => Names(_metadata.GetCustomAttribute(a).Constructor));

    private IEnumerable<TypeName> Body(MethodBodyBlock body)
    {
        var names = new List<TypeName>();
        if (!body.LocalSignature.IsNil)
        {
            names.AddRange(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_signatures, null).SelectMany(local => local));
        }

        names.AddRange(body.ExceptionRegions.Where(region => !region.CatchType.IsNil).SelectMany(region => Names(region.CatchType)));
        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            int code = il.ReadByte();
            if (code == 0xFE)
            {
                code = 0xFE00 | il.ReadByte();
            }

            switch (Operands[code])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    names.AddRange(Names(MetadataTokens.EntityHandle(il.ReadInt32())));
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    il.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += 8;
                    break;
                default:
                    il.Offset += 4;
                    break;
            }
        }

        return names;
    }

    private IEnumerable<TypeName> Names(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return [];
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return [NamesInSignatures.NameOf(_metadata, (TypeDefinitionHandle)handle)];
            case HandleKind.TypeReference:
                return [NamesInSignatures.NameOf(_metadata, (TypeReferenceHandle)handle)];
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null);
            case HandleKind.MethodDefinition:
                return Names(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.FieldDefinition:
                return Names(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.MemberReference:
                return Names(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return Names(method.Method).Concat(method.DecodeSignature(_signatures, null).SelectMany(argument => argument));
            default:
                return [];
        }
    }

    /// <summary>A type's namespace and full name; nested types carry the namespace of the outermost.</summary>
    internal readonly record struct TypeName(string Namespace, string Full);

    /// <summary>Decodes a signature into the names it mentions.</summary>
    private sealed class NamesInSignatures : ISignatureTypeProvider<ImmutableArray<TypeName>, object?>
    {
        public static TypeName NameOf(MetadataReader reader, TypeDefinitionHandle handle)
        {
            var type = reader.GetTypeDefinition(handle);
            if (!type.GetDeclaringType().IsNil)
            {
                var outer = NameOf(reader, type.GetDeclaringType());
                return new(outer.Namespace, $"{outer.Full}.{reader.GetString(type.Name)}");
            }

            var space = reader.GetString(type.Namespace);
            return new(space, $"{space}.{reader.GetString(type.Name)}");
        }

        public static TypeName NameOf(MetadataReader reader, TypeReferenceHandle handle)
        {
            var type = reader.GetTypeReference(handle);
            if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            {
                var outer = NameOf(reader, (TypeReferenceHandle)type.ResolutionScope);
                return new(outer.Namespace, $"{outer.Full}.{reader.GetString(type.Name)}");
            }

            var space = reader.GetString(type.Namespace);
            return new(space, $"{space}.{reader.GetString(type.Name)}");
        }

        public ImmutableArray<TypeName> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [NameOf(reader, handle)];

        public ImmutableArray<TypeName> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [NameOf(reader, handle)];

        public ImmutableArray<TypeName> GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public ImmutableArray<TypeName> GetGenericInstantiation(ImmutableArray<TypeName> type, ImmutableArray<ImmutableArray<TypeName>> arguments) =>
            [.. type, .. arguments.SelectMany(argument => argument)];

        public ImmutableArray<TypeName> GetFunctionPointerType(MethodSignature<ImmutableArray<TypeName>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(parameter => parameter)];

        public ImmutableArray<TypeName> GetModifiedType(ImmutableArray<TypeName> modifier, ImmutableArray<TypeName> type, bool isRequired) => [.. modifier, .. type];

        public ImmutableArray<TypeName> GetArrayType(ImmutableArray<TypeName> element, ArrayShape shape) => element;

        public ImmutableArray<TypeName> GetByReferenceType(ImmutableArray<TypeName> element) => element;

        public ImmutableArray<TypeName> GetPinnedType(ImmutableArray<TypeName> element) => element;

        public ImmutableArray<TypeName> GetPointerType(ImmutableArray<TypeName> element) => element;

        public ImmutableArray<TypeName> GetSZArrayType(ImmutableArray<TypeName> element) => element;

        public ImmutableArray<TypeName> GetGenericMethodParameter(object? context, int index) => [];

        public ImmutableArray<TypeName> GetGenericTypeParameter(object? context, int index) => [];

        public ImmutableArray<TypeName> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];
    }
}
