using System.Buffers;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>The laws of every postprocessor, whether it has a memory or not.</summary>
public abstract class PostprocessorCompliance : IComplianceSuite
{
    ComponentKind IComplianceSuite.Kind => ComponentKind.Postprocessor;

    Type IComplianceSuite.Tested => Create().GetType();

    internal abstract IPostprocessor Create();

    [Property]
    public void The_same_postprocessor_serves_again_after_the_end_of_a_stream(byte[][] chunks)
    {
        var used = Create();
        Run(used, chunks);
        Assert.Equal(Run(Create(), chunks), Run(used, chunks));
    }

    [Property]
    public void Two_of_a_kind_share_nothing(byte[][] chunks)
    {
        var (first, second) = (Create(), Create());
        var (left, right) = (new List<string>(), new List<string>());
        foreach (var chunk in chunks)
        {
            Process(first, chunk, left);
            Process(second, chunk, right);
        }

        Finish(first, left);
        Finish(second, right);
        Assert.Equal(Run(Create(), chunks), left);
        Assert.Equal(left, right);
    }

    [Property]
    public void What_comes_with_the_end_is_treated_like_any_chunk(byte[][] before, byte[] last)
    {
        var (first, second) = (Create(), Create());
        var (left, right) = (new List<string>(), new List<string>());
        foreach (var chunk in before)
        {
            Process(first, chunk, left);
            Process(second, chunk, right);
        }

        Process(first, last, left);
        Finish(first, left);
        var output = new Chunks();
        var error = second.Finish(last, true, output);
        Add(right, output, error);
        Assert.Equal(left.Order(StringComparer.Ordinal), right.Order(StringComparer.Ordinal));
    }

    [Property]
    public void Appending_in_place_gives_what_processing_gives(byte[] chunk)
    {
        if (Create() is not IAppendingPostprocessor appending) return;
        var inPlace = new ArrayBufferWriter<byte>();
        inPlace.Write(chunk);
        appending.Append(inPlace);
        Assert.Equal(new Chunks().Through(Create(), chunk).Joined, inPlace.WrittenSpan.ToArray());
    }

    /// <summary>The output of a stream, as text; errors in angle brackets.</summary>
    internal static List<string> Run(IPostprocessor postprocessor, byte[][] chunks)
    {
        var all = new List<string>();
        foreach (var chunk in chunks) Process(postprocessor, chunk, all);
        Finish(postprocessor, all);
        return all;
    }

    private static void Process(IPostprocessor postprocessor, byte[] chunk, List<string> all)
    {
        var output = new Chunks();
        Add(all, output, postprocessor.Process(chunk, 0, output));
    }

    private static void Finish(IPostprocessor postprocessor, List<string> all)
    {
        var output = new Chunks();
        Add(all, output, postprocessor.Finish([], false, output));
    }

    private static void Add(List<string> all, Chunks output, string? error)
    {
        all.AddRange(output.Texts);
        if (error is not null) all.Add($"<{error}>");
    }
}

/// <summary>The laws of a postprocessor without a memory besides: each chunk by itself, and nothing at the end.</summary>
public abstract class ChunkwisePostprocessorCompliance : PostprocessorCompliance
{
    [Fact]
    public void The_end_without_data_adds_nothing() => Assert.Empty(new Chunks().Finish(Create()).All);

    [Property]
    public void What_came_before_changes_nothing(byte[][] chunks) =>
        Assert.Equal(chunks.SelectMany(chunk => Run(Create(), [chunk])), Run(Create(), chunks));
}

/// <summary>The laws of a postprocessor that joins chunks besides: nothing is lost, added or moved, and no chunk is split.</summary>
public abstract class JoiningPostprocessorCompliance : PostprocessorCompliance
{
    /// <summary>Bytes that no joined chunk exceeds, if there are several chunks in it.</summary>
    internal abstract int Limit { get; }

    [Property]
    public void Chunks_are_joined_whole_and_in_order(byte[][] chunks)
    {
        var postprocessor = Create();
        var output = new Chunks();
        var accepted = chunks.Where(chunk => postprocessor.Process(chunk, 0, output) is null).ToList();
        output.Finish(postprocessor);
        Assert.Equal(accepted.SelectMany(static c => c), output.Joined);
        Assert.Subset(Ends(accepted), Ends(output.All));
        Assert.All(output.All, chunk => Assert.True(chunk.Length <= Limit || accepted.Exists(whole => whole.SequenceEqual(chunk))));
    }

    private static HashSet<int> Ends(IEnumerable<byte[]> chunks)
    {
        var end = 0;
        return [0, .. chunks.Select(chunk => end += chunk.Length)];
    }
}
