using System.Buffers;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Connectors.File;

/// <summary>The writing half of <see cref="FileConnector"/>.</summary>
internal sealed class FileSink : ISink, IChunkOutput
{
    private const ulong Stream = 0;

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
    private bool _wasOpen;

    public FileSink(FileConnector.Config config, ConnectorContext context)
    {
        _config = config;
        _context = context;
        _onUnserializable = OnUnserializable;
        _opening = new PatientOpen(context, config.Path, "reader");
    }

    /// <summary>Identity of the file that is open; null while none is.</summary>
    public string? OpenFile => _openFile;

    public void OnStart(ISinkContext context) => _sink = context;

    public async ValueTask ConnectAsync(CancellationToken cancellation)
    {
        Close();
        try
        {
            _file = await _opening.OpenAsync(Open, cancellation);
            OnOpened(_file);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Opening("write", _config.Path, e);
        }
    }

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        if (_file is null) throw new InvalidOperationException($"\"{_config.Path}\" is not open");
        if (_openFile is not null && FileIdentity.OfPath(_config.Path) != _openFile) OpenAnew();
        _pending.Clear();
        _delivery = delivery;
        _sink!.Serializer.Serialize(delivery.Events, Stream, _pending, _onUnserializable);
        _delivery = null;
        WritePending();
        if (_pending.Length > KeptLength) GiveBack();
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

    private FileStream Open()
    {
        DescriptorReserve.Demand();
        if (_config.CreateDirs && Path.GetDirectoryName(Path.GetFullPath(_config.Path)) is { } directory) Directory.CreateDirectory(directory);
        var append = _wasOpen || _config.Mode == FileConnector.Mode.Append;
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

    private void OnOpened(FileStream file)
    {
        // Where a file system numbers its files otherwise by path than by handle, they cannot be compared.
        var identity = FileIdentity.OfHandle(file.SafeFileHandle);
        _openFile = identity == FileIdentity.OfPath(_config.Path) ? identity : null;
        _wasOpen = true;
    }

    /// <summary>
    /// The name leads to another file now, or to none: the log was rotated, or somebody removed it. What streaming postprocessors hold belongs to the
    /// file before; the next batch goes to the name.
    /// </summary>
    private void OpenAnew()
    {
        _context.Logger.LogWarning("[{Alias}] \"{Path}\" was renamed or removed: writing on to a file of that name", _context.Alias, _config.Path);
        FinishStream();
        Close();
        try
        {
            _file = Open();
            OnOpened(_file);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Writing("write", _config.Path, e);
        }
    }

    private void FinishStream()
    {
        _pending.Clear();
        if (_sink?.Serializer.Finish(Stream, this) is { } error)
            _context.Logger.LogError("[{Alias}] Error at the end of \"{Path}\": {Error}", _context.Alias, _config.Path, error);
        WritePending();
    }

    private void OnUnserializable(int index, string error)
    {
        _context.Logger.LogError("[{Alias}] Error: {Error}", _context.Alias, error);
        _delivery!.Fail(index, error);
    }

    private void WritePending()
    {
        var file = _file!;
        if (_pending.Length == 0) return;
        var before = file.CanSeek ? file.Length : -1;
        try
        {
            _torn.End(file, _config.Path);
            file.Write(_pending.Span);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            if (_config.Mode != FileConnector.Mode.Append || IsAllOurs(file, before)) CutOff(file, before);
            else EndTorn(file);
            Close();
            throw FileErrors.Writing("write", _config.Path, e);
        }
    }

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

    /// <summary>Takes back what a failed write left at the end of the file, which is held alone.</summary>
    private void CutOff(FileStream file, long before)
    {
        try
        {
            if (before >= 0 && file.Length > before && file.Length - before <= _pending.Length) file.SetLength(before);
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
        _file?.Dispose();
        _file = null;
        _openFile = null;
    }
}
