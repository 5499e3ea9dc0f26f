using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Schema;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Schema;

/// <summary>Checks a document against the schema and says what is wrong in words for people.</summary>
internal static class SchemaCheck
{
    /// <summary>Adds to <paramref name="findings"/> what the schema finds and nobody found before.</summary>
    public static void Run(JSchema schema, DocumentNode root, DefinitionFindings findings)
    {
        IList<ValidationError> errors;
        var token = ToToken(root);
        try
        {
            token.IsValid(schema, out errors);
        }
        catch (JSchemaException e)
        {
            // The validator is free for 1,000 documents an hour; beyond that the checks of meaning stand alone.
            findings.Warning(root, $"the definition was not checked against its JSON Schema: {e.Message}");
            return;
        }

        foreach (var error in errors.SelectMany(Flatten)) SchemaMessage.Report(error, NodeAt(root, token, error.Path), findings);
    }

    /// <summary>An error of a branch consists of the errors in the branch.</summary>
    private static IEnumerable<ValidationError> Flatten(ValidationError error) =>
        error.ChildErrors.Count == 0 ? [error] : error.ChildErrors.SelectMany(Flatten);

    private static JToken ToToken(DocumentNode node)
    {
        JToken token = node.Kind switch
        {
            ValueKind.Record => new JObject(node.Members.Select(static m => new JProperty(m.Name, ToToken(m.Value)))),
            ValueKind.Array => new JArray(node.Items.Select(ToToken)),
            ValueKind.String => new JValue(node.Text),
            ValueKind.Bool => new JValue(node.Scalar.TryGetBool(out var flag) && flag),
            ValueKind.Integer => node.Scalar.TryGetInt64(out var signed) ? new JValue(signed) : node.Scalar.TryGetUInt64(out var unsigned) ? new JValue(unsigned) : JValue.CreateNull(),
            ValueKind.Float => node.Scalar.TryGetDouble(out var number) ? new JValue(number) : JValue.CreateNull(),
            _ => JValue.CreateNull(),
        };
        token.AddAnnotation(node);
        return token;
    }

    private static DocumentNode NodeAt(DocumentNode root, JToken token, string path)
    {
        try
        {
            return token.SelectToken(path)?.Annotation<DocumentNode>() ?? root;
        }
        catch (JsonException)
        {
            return root;
        }
    }
}
