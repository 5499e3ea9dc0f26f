using System.Buffers;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Connectors.File;

/// <summary>The writing half of <see cref="FileConnector"/>.</summary>
internal sealed class FileSink : IGatheringSink, IChunkOutput
{
    private const ulong Stream = 0;

    /// <summary>
    /// Bytes at which what is gathered is written. A byte of 60 KiB that go to an odd place of the page cache takes half as long again as one of 1 MiB
    /// (<c>Perf e2e --flows file</c>).
    /// </summary>
    private const int GatheredLength = 1024 * 1024;

    /// <summary>Bytes of room that are kept for the next batch; what a batch of huge events needed beyond it is given back.</summary>
    private const int KeptLength = 4 * 1024 * 1024;

    private readonly FileConnector.Config _config;
    private readonly ConnectorContext _context;
    private readonly Action<int, string> _onUnserializable;
    private readonly PatientOpen _opening;
    private readonly TornLine _torn = new();
    private PooledBufferWriter _pending = new();
    private ISinkContext? _sink;
    private IDelivery? _delivery;
    private FileStream? _file;
    private volatile string? _openFile;
    private readonly List<int> _ends = []; // of the deliveries in what is pending
    private WriteOut? _writeOut;
    private bool _wasOpen;
    private string? _lastFile; // that was open: its identity, where it has one
    private Unit? _unit; // that streaming postprocessors have begun in the file, and not ended

    public FileSink(FileConnector.Config config, ConnectorContext context)
    {
        _config = config;
        _context = context;
        _onUnserializable = OnUnserializable;
        _opening = new PatientOpen(context, config.Path, "reader");
    }

    /// <summary>Identity of the file that is open; null while none is.</summary>
    public string? OpenFile => _openFile;

    /// <summary>Whether what is opened is written on behind what it holds.</summary>
    private bool Appends => _wasOpen || _config.Mode == FileConnector.Mode.Append;

    public void OnStart(ISinkContext context) => _sink = context;

    public async ValueTask ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            EndHalfUnit();
        }
        finally
        {
            Close();
        }

        try
        {
            _file = await _opening.OpenAsync(Open, cancellation);
            await Task.Run(() => DemandWholeUnits(_file, cancellation), cancellation);
            OnOpened(_file);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Opening("write", _config.Path, e);
        }
    }

    public bool HasRoom => _pending.Length < GatheredLength;

    public int Written { get; private set; }

    public ValueTask GatherAsync(IDelivery delivery, CancellationToken cancellation)
    {
        Take(delivery, cancellation);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        Take(delivery, cancellation);
        try
        {
            WritePending();
        }
        finally
        {
            ForgetPending();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync()
    {
        _opening.Abandon();
        if (_file is null) return ValueTask.CompletedTask;
        try
        {
            FinishStream();
            Sync();
        }
        finally
        {
            Close();
            GiveBack();
        }

        return ValueTask.CompletedTask;
    }

    void IChunkOutput.Add(ReadOnlySpan<byte> chunk) => _pending.Write(chunk);

    /// <summary>Puts a delivery behind what is pending.</summary>
    private void Take(IDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            Written = 0;
            if (_file is null) throw new InvalidOperationException($"\"{_config.Path}\" is not open");
            if (_ends.Count == 0 && _openFile is not null && FileIdentity.OfPath(_config.Path) != _openFile) OpenAnew(cancellation);
            _delivery = delivery;
            _sink!.Serializer.Serialize(delivery.Events, Stream, _pending, _onUnserializable);
            _ends.Add(_pending.Length);
        }
        catch
        {
            ForgetPending();
            throw;
        }
        finally
        {
            _delivery = null;
        }
    }

    private void ForgetPending()
    {
        _ends.Clear();
        if (_pending.Length > KeptLength) GiveBack();
        else _pending.Clear();
    }

    private FileStream Open()
    {
        DescriptorReserve.Demand();
        if (_config.CreateDirs && Path.GetDirectoryName(Path.GetFullPath(_config.Path)) is { } directory) Directory.CreateDirectory(directory);
        var append = Appends;
        var file = new FileStream(_config.Path, new FileStreamOptions
        {
            Mode = append || _config.Mode == FileConnector.Mode.Overwrite ? FileMode.OpenOrCreate : FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        });
        if (append && file.CanSeek) file.Seek(0, SeekOrigin.End);
        // An emptied file is appended to as well: so it goes on from its start when it is emptied again under the writer, without a hole in front.
        if (append || _config.Mode != FileConnector.Mode.Overwrite) AppendFlag.Set(file.SafeFileHandle);
        return file;
    }

    /// <summary>
    /// A process that was killed may have left half a unit at the end, and nothing behind it could be read. To cut it off is for its owner to decide: it may be
    /// another one that somebody is still writing, and its first part can be decompressed.
    /// </summary>
    /// <exception cref="OutsideException"/>
    private void DemandWholeUnits(FileStream file, CancellationToken cancellation)
    {
        if (!Appends || _sink is not { Serializer: { GivesUnits: true } units } || !file.CanSeek || file.Length == 0) return;
        // What it has written itself is whole.
        if (_wasOpen && FileIdentity.OfHandle(file.SafeFileHandle) == _lastFile) return;
        _context.Logger.LogInformation("[{Alias}] Reading {Bytes} bytes of \"{Path}\" to see that their last unit is whole", _context.Alias, file.Length, _config.Path);
        HalfUnit? half;
        var length = 0L;
        try
        {
            using var written = System.IO.File.Open(_config.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            length = written.Length;
            half = units.FindHalfUnit(written, cancellation);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            _context.Logger.LogWarning("[{Alias}] Whether the last unit in \"{Path}\" is whole cannot be seen: {Error}", _context.Alias, _config.Path, e.Message);
            return;
        }

        if (half is not { } torn) return;
        Close();
        // To cut off what does not just end early could take whole units with it, or all of a file of another kind.
        throw new OutsideException(OutsideFailure.Permanent(
            $"cannot append to \"{_config.Path}\": "
            + (torn.EndsEarly
                ? $"its last {length - torn.Start} bytes, from byte {torn.Start} on, are no whole unit ({torn.Error}), and nothing behind them could be read; cut them off (truncate -s {torn.Start}) or move the file away"
                : $"what begins at byte {torn.Start} is no whole unit ({torn.Error}), and what is written behind it could not be read; move the file away")));
    }

    private void OnOpened(FileStream file)
    {
        // Where a file system numbers its files otherwise by path than by handle, they cannot be compared.
        var identity = FileIdentity.OfHandle(file.SafeFileHandle);
        _openFile = identity == FileIdentity.OfPath(_config.Path) ? identity : null;
        var mayEndTorn = _config.Mode == FileConnector.Mode.Append || (_wasOpen && identity != _lastFile);
        (_wasOpen, _lastFile) = (true, identity);
        if (mayEndTorn && _sink?.Serializer.Separator is { } end && _torn.Find(file, _config.Path, end) is > 0 and var half)
            _context.Logger.LogWarning(
                "[{Alias}] The end of \"{Path}\" holds part of an event ({Bytes} bytes or more): it is ended before anything is written behind it",
                _context.Alias, _config.Path, half);
        _writeOut = file.CanSeek && WriteOut.IsSupported ? new WriteOut(file.SafeFileHandle) : null;
    }

    /// <summary>
    /// The name leads to another file now, or to none: the log was rotated, or somebody removed it. What streaming postprocessors hold belongs to the
    /// file before; the next batch goes to the name.
    /// </summary>
    private void OpenAnew(CancellationToken cancellation)
    {
        _context.Logger.LogWarning("[{Alias}] \"{Path}\" was renamed or removed: writing on to a file of that name", _context.Alias, _config.Path);
        FinishStream();
        Close();
        try
        {
            _file = Open();
            DemandWholeUnits(_file, cancellation);
            OnOpened(_file);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Writing("write", _config.Path, e);
        }
    }

    private void FinishStream()
    {
        if (_sink?.Serializer.Finish(Stream, this) is { } error)
            _context.Logger.LogError("[{Alias}] Error at the end of \"{Path}\": {Error}", _context.Alias, _config.Path, error);
        try
        {
            // Where nothing comes, the postprocessors have failed, or were forgotten.
            if (_pending.Length == 0) EndHalfUnit();
            else WritePending();
        }
        finally
        {
            ForgetPending();
        }
    }

    private void OnUnserializable(int index, string error) => _delivery!.Fail(index, error);

    private void WritePending()
    {
        var file = _file!;
        if (_pending.Length == 0) return;
        var before = file.CanSeek ? file.Length : -1;
        var isInside = file.CanSeek && _sink!.Serializer.IsInsideUnit(Stream);
        if (isInside) _unit ??= new Unit(before, before, IsAlone: _config.Mode != FileConnector.Mode.Overwrite || file.Position == before);
        try
        {
            _torn.End(file, _config.Path);
            file.Write(_pending.Span);
            _writeOut?.Follow(file.Position);
            _unit = isInside ? _unit!.Value.Grown(before, file.Length, _pending.Length) : null;
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            if (_unit is { } unit)
            {
                var isCut = unit.End == before && (file.Length == before || IsAllOurs(file, before)) && CutBack(file, unit);
                _unit = null;
                Close();
                var failure = FileErrors.Writing("write", _config.Path, e);
                throw isCut ? failure : HalfUnit(failure.Message);
            }

            if (_config.Mode != FileConnector.Mode.Append || IsAllOurs(file, before)) CutOff(file, before);
            else EndTorn(file);
            Close();
            throw FileErrors.Writing("write", _config.Path, e);
        }
    }

    /// <summary>
    /// A unit that will get no end is taken back: its events are lost, and those of the next one, behind half of it, could not be read. A pipe has nothing that
    /// stays, and a new reader.
    /// </summary>
    private void EndHalfUnit()
    {
        if (_unit is not { } unit || _file is not { } file) return;
        _unit = null;
        if (file.Length != unit.End || !CutBack(file, unit)) throw HalfUnit($"cannot write on to \"{_config.Path}\"");
    }

    private bool CutBack(FileStream file, Unit unit)
    {
        if (!unit.IsAlone) return false;
        try
        {
            if (file.Length > unit.Start) file.SetLength(unit.Start);
            return true;
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            _context.Logger.LogWarning("[{Alias}] Half a unit at the end of \"{Path}\" cannot be cut off: {Error}", _context.Alias, _config.Path, e.Message);
            return false;
        }
    }

    private static OutsideException HalfUnit(string failure) =>
        new(OutsideFailure.Permanent($"{failure}; half a unit of a streaming postprocessor stays in it and cannot be cut off, and nothing behind it could be read"));

    /// <summary>Whether what a failed write left in the file is all that has come to it since, so that nothing of others is cut off with it.</summary>
    private bool IsAllOurs(FileStream file, long before)
    {
        if (before < 0) return false;
        try
        {
            var written = file.Length - before;
            if (written < 0 || written > _pending.Length) return false;
            using var reading = System.IO.File.OpenHandle(_config.Path, share: FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[written];
            return RandomAccess.Read(reading, bytes, before) == written && _pending.Span[..(int)written].SequenceEqual(bytes);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            return false;
        }
    }

    /// <summary>A failed write may have left half an event, and the next one, behind it on the same line, would be lost, too. Others have written behind it.</summary>
    private void EndTorn(FileStream file)
    {
        _torn.Note(_pending.Span);
        try
        {
            _torn.End(file, _config.Path);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            // Where there is no room for it now, it comes in front of the next batch.
            _context.Logger.LogWarning("[{Alias}] The end of \"{Path}\" may hold part of an event: {Error}", _context.Alias, _config.Path, e.Message);
        }
    }

    /// <summary>Takes back what a failed write left of a delivery, and of those behind it, at the end of the file, which is held alone.</summary>
    private void CutOff(FileStream file, long before)
    {
        try
        {
            var written = before < 0 ? 0 : file.Length - before;
            if (written <= 0 || written > _pending.Length) return;
            // What is written over older content is not told by the length.
            if (_config.Mode != FileConnector.Mode.Overwrite) Written = _ends.TakeWhile(end => end <= written).Count();
            file.SetLength(before + (Written == 0 ? 0 : _ends[Written - 1]));
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            _context.Logger.LogWarning("[{Alias}] The end of \"{Path}\" holds part of an event: {Error}", _context.Alias, _config.Path, e.Message);
        }
    }

    private void Sync()
    {
        try
        {
            _file!.Flush(flushToDisk: true);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Writing("sync", _config.Path, e);
        }
    }

    private void GiveBack()
    {
        _pending.Dispose();
        _pending = new PooledBufferWriter(0);
    }

    private void Close()
    {
        _writeOut?.Wait();
        _writeOut = null;
        _file?.Dispose();
        _file = null;
        _openFile = null;
        _unit = null;
    }

    /// <summary>What is in the file of a unit that has not ended.</summary>
    /// <param name="Start">Length of the file when it began.</param>
    /// <param name="End">Length of the file behind the last write.</param>
    /// <param name="IsAlone">Whether nothing of others, or older, stands in between.</param>
    private readonly record struct Unit(long Start, long End, bool IsAlone)
    {
        public Unit Grown(long before, long after, long written) => new(Start, after, IsAlone && before == End && after == before + written);
    }
}
