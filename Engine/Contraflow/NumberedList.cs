using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>
/// Things that each have a range of consecutive numbers, given out in order; found again by any number of theirs. Not for several callers at a time.
/// </summary>
internal sealed class NumberedList<T>
    where T : class
{
    private (long First, T? Item)[] _entries = new (long, T?)[16];
    private int _start;
    private int _end;
    private int _gone;

    /// <summary>Behind the last number that was given out.</summary>
    public long Next { get; private set; }

    /// <param name="first">The first of its numbers, not before <see cref="Next"/>.</param>
    public void Add(T item, long first, int numbers)
    {
        Debug.Assert(first >= Next, "numbers are given out in order");
        if (_end == _entries.Length) MakeRoom();
        _entries[_end++] = (first, item);
        Next = first + numbers;
    }

    /// <summary>
    /// The last thing that began at the number or before it, of those that are kept: the one that has the number, or, when that is gone, null or one whose numbers
    /// end before it, which only the caller can tell.
    /// </summary>
    /// <param name="place">Where it is, until something is added.</param>
    public T? Find(long number, out long first, out int place)
    {
        place = IndexOf(number);
        (first, var item) = place < 0 ? default : _entries[place];
        return item;
    }

    /// <summary>What is kept behind a place that <see cref="Find"/> gave.</summary>
    public bool FindNext(ref int place, out long first, [NotNullWhen(true)] out T? item)
    {
        for (place = Math.Max(place + 1, _start); place < _end; place++)
        {
            (first, item) = _entries[place];
            if (item is not null) return true;
        }

        (first, item) = (0, null);
        return false;
    }

    /// <summary>Takes out what begins with this number.</summary>
    public void Remove(long first) => RemoveAt(IndexOf(first));

    /// <summary>Takes out what was found there.</summary>
    public void RemoveAt(int place)
    {
        _entries[place].Item = null;
        _gone++;
        while (_start < _end && _entries[_start].Item is null)
        {
            _start++;
            _gone--;
        }

        if (_start == _end) _start = _end = 0;
    }

    private int IndexOf(long number)
    {
        var (low, high) = (_start, _end - 1);
        if (high >= low && _entries[high].First <= number) return number < Next ? high : -1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_entries[middle].First <= number) low = middle + 1;
            else high = middle - 1;
        }

        return high < _start ? -1 : high;
    }

    /// <summary>Closes the gaps; only where that gives less than half does the list grow.</summary>
    private void MakeRoom()
    {
        var live = _end - _start - _gone;
        var to = live > _entries.Length / 2 ? new (long, T?)[_entries.Length * 2] : _entries;
        var at = 0;
        for (var i = _start; i < _end; i++)
            if (_entries[i].Item is not null) to[at++] = _entries[i];
        if (to == _entries) Array.Clear(_entries, at, _end - at);
        (_entries, _start, _end, _gone) = (to, 0, at, 0);
    }
}
