namespace Tremor.Dataflow.Engine.Plans;

/// <summary>Finds a cycle by walking in depth.</summary>
internal static class CycleFinder
{
    private const int NotOnPath = -1;

    /// <summary>The nodes of one cycle in the direction of its edges; null when there is none.</summary>
    /// <param name="nodes">How many there are; they are numbered from 0.</param>
    public static List<int>? Find(int nodes, IEnumerable<(int From, int To)> edges)
    {
        var followers = edges.ToLookup(static e => e.From, static e => e.To);
        var finished = new bool[nodes];
        var path = new List<int>();
        var placeOnPath = new int[nodes];
        Array.Fill(placeOnPath, NotOnPath);
        var next = new Stack<IEnumerator<int>>();
        for (var start = 0; start < nodes; start++)
        {
            if (finished[start]) continue;
            Enter(start);
            while (next.TryPeek(out var here))
            {
                if (!here.MoveNext()) Leave();
                else if (placeOnPath[here.Current] is not NotOnPath and var first) return path[first..];
                else if (!finished[here.Current]) Enter(here.Current);
            }
        }

        return null;

        void Enter(int node)
        {
            placeOnPath[node] = path.Count;
            path.Add(node);
            next.Push(followers[node].GetEnumerator());
        }

        void Leave()
        {
            next.Pop().Dispose();
            finished[path[^1]] = true;
            placeOnPath[path[^1]] = NotOnPath;
            path.RemoveAt(path.Count - 1);
        }
    }
}
