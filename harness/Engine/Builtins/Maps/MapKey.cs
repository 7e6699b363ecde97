using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins.Maps;

/// <summary>The key of a map's entry as a value of its own, for actions that look the entry up when they are carried out.</summary>
internal sealed record MapKey(BoundMap Map) : BoundExpression(Map.Span, new ScriptType(TypeKind.Opaque, Map.Map.KeySize), Calls: true);
