using System.Text;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Tests.Connectors.Fakes;

/// <summary>Reads a source as the engine does, and shows what it gives.</summary>
internal static class SourceReplies
{
    /// <summary>A reply as text: data as they are, events as JSON, and the kinds of the others.</summary>
    public static string Show(this SourceReply reply)
    {
        if (reply.Kind == SourceReplyKind.Structured) return reply.Value.ToString();
        if (reply.Kind == SourceReplyKind.Finished) return "Finished:0";
        if (reply.Kind != SourceReplyKind.Data) return $"{reply.Kind}:{reply.Stream}";
        var text = $"{reply.Stream}:{Encoding.UTF8.GetString(reply.Buffer.Span)}";
        reply.Buffer.Release();
        return text;
    }

    public static async Task<string> PullTextAsync(this ISource source) => (await source.PullAsync(CancellationToken.None)).Show();

    /// <summary>Pulls until the source is finished.</summary>
    public static async Task<List<string>> PullAllAsync(this ISource source)
    {
        var all = new List<string>();
        while (true)
        {
            var text = await source.PullTextAsync();
            if (text == "Finished:0") return all;
            all.Add(text);
        }
    }
}
