using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>Collects what one vertex sends along one channel for the wave at hand.</summary>
/// <param name="pathSlot">Place of the vertex in the paths of events; 0 for none.</param>
internal sealed class OutputBuffer(Channel channel, LineagePool lineages, int pathSlot)
{
    private readonly bool _portsVary = channel.From.Routes.SelectMany(static r => r.Routes)
        .Where(r => channel.From.Out[r.Channel] == channel).Select(static r => r.ToPort).Distinct().Count() > 1;

    private EventBatch? _events;
    private Lineage? _lineage;
    private int _port;
    private bool _isIdentity = true;
    private bool _isWhole; // _events is the batch that came in

    public int Count => _events?.Count ?? 0;

    /// <summary>Whether a batch that came in may go out, when each of its events gave itself: the receiver is told nothing event by event.</summary>
    public bool MayPassWhole => lineages.PathLength == 0 && !channel.IsKeyed && !_portsVary;

    /// <param name="e">The event.</param>
    /// <param name="root">The root that it belongs to.</param>
    /// <param name="port">Input port of the receiver, by index.</param>
    /// <param name="key">Its order key at this vertex; used where the channel is keyed.</param>
    /// <param name="sequence">Its number in the output of this vertex, for the place of this vertex in the key.</param>
    /// <param name="path">Its path up to this vertex, where paths are kept.</param>
    /// <param name="fromPort">The output port by which it leaves, by index.</param>
    public void Add(in Event e, int root, int port, ReadOnlySpan<uint> key, uint sequence, ReadOnlySpan<ushort> path, int fromPort)
    {
        _events ??= EventBatch.Rent();
        _lineage ??= lineages.Rent();
        var at = _events.Count;
        _events.Add(e);
        _lineage.Set(at, root, port);
        _port = port;
        _isIdentity &= root == at;
        if (lineages.PathLength > 0) Extend(_lineage.NewPath(at), path, fromPort);
        if (!channel.IsKeyed) return;
        var place = _lineage.NewKey(at);
        if (key.IsEmpty) place.Clear();
        else key.CopyTo(place);
        if (channel.From.ForkKey >= 0) place[channel.From.ForkKey] = sequence;
    }

    /// <summary>Every event of a batch leaves as it stands there, and nothing else does.</summary>
    public void AddWhole(EventBatch events, int port)
    {
        events.Retain();
        (_events, _port, _isWhole) = (events, port, true);
    }

    /// <summary>What was added last left by a port <c>err</c>.</summary>
    public void MarkLastAsError() => _events!.Events[^1].IsError = true;

    private void Extend(Span<ushort> place, ReadOnlySpan<ushort> path, int fromPort)
    {
        if (path.IsEmpty) place.Clear();
        else path.CopyTo(place);
        if (pathSlot > 0) place[pathSlot] = (ushort)(fromPort + 1);
    }

    /// <summary>Takes back what came after the first <paramref name="count"/> events.</summary>
    public void Truncate(int count)
    {
        if (!_isWhole) _events?.Truncate(count);
        else
        {
            _events!.Release();
            (_events, _isWhole) = (null, false);
        }
    }

    /// <summary>Makes sure that what the values of <paramref name="source"/> look into lives as long as the output.</summary>
    public void KeepMemoryOf(EventBatch source)
    {
        if (!_isWhole) _events?.AttachMemoryOf(source);
    }

    public WavePart Take(Wave wave)
    {
        var (events, lineage) = (_events, _lineage);
        var isPlain = _isIdentity && lineages.PathLength == 0 && !channel.IsKeyed && !_portsVary && !wave.IsSignal && Count == wave.Count;
        (_events, _lineage, _isIdentity, _isWhole) = (null, null, true, false);
        if (events is null || events.Count == 0)
        {
            events?.Release();
            lineages.Return(lineage);
            return new WavePart(wave, null, null, 0);
        }

        if (isPlain)
        {
            lineages.Return(lineage);
            lineage = null;
        }
        else lineage!.HasKeys = channel.IsKeyed;
        return new WavePart(wave, events, lineage, _portsVary ? WavePart.MixedPorts : _port);
    }
}
