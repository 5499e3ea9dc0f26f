using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tremor.Dataflow.Engine.Files;

/// <summary>
/// Which regular file a path leads to, whatever it is called: by links of both kinds, another spelling or another mount. Of a file that is not there
/// yet: where it would be made. Texts that are equal for the same file; null for what is no regular file (devices, pipes, directories), for which
/// it does not matter how many write to it, and where it cannot be told, which opening the file will say.
/// </summary>
/// <remarks>On Linux a device and an inode (statx(2)), on Windows a volume and a file id; on other systems the path behind all symbolic links.</remarks>
public static partial class FileIdentity
{
    private const int MaxLinks = 40; // as the kernel of Linux has it

    /// <summary>The file at the end of a path.</summary>
    public static string? OfPath(string path)
    {
        if (path.Length == 0 || path.Contains('\0')) return null;
        try
        {
            var full = Path.GetFullPath(path);
            for (var links = 0; links < MaxLinks; links++)
            {
                if (Find(full) is { } found) return found.IsRegular ? found.Identity : null;
                // Who writes to a link that leads nowhere makes the file that it names.
                if (new FileInfo(full).LinkTarget is not { } target) return OfNew(full);
                full = Path.GetFullPath(target, Path.GetDirectoryName(full)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // It cannot be looked at, so it cannot be opened either.
        }

        return null;
    }

    /// <summary>The file that is open.</summary>
    public static string? OfHandle(SafeFileHandle file)
    {
        var found = OperatingSystem.IsLinux() ? Linux.Stat(file) : OperatingSystem.IsWindows() ? Windows.Query(file) : null;
        return found is { IsRegular: true } regular ? regular.Identity : null;
    }

    /// <summary>Whether there is something at a path, behind links, that is neither a regular file nor a directory. False where it cannot be told.</summary>
    internal static bool IsPipeOrDevice(string path)
    {
        try
        {
            return path.Length > 0 && !path.Contains('\0') && Find(Path.GetFullPath(path)) is { IsRegular: false } && !Directory.Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Opening it will say.
            return false;
        }
    }

    /// <summary>A name in a directory, which may not be there yet either.</summary>
    private static string? OfNew(string full)
    {
        if (Path.GetDirectoryName(full) is not { } directory) return null;
        var name = Path.GetFileName(full);
        if (Find(directory) is not { } parent) return OfNew(directory) is { } above ? $"{above}/{name}" : null;
        if (parent.IsRegular) return null;
        return $"{parent.Identity}/{(IgnoresCase(directory) ? name.ToUpperInvariant() : name)}";
    }

    /// <summary>What is there at a path, behind links; null when there is nothing.</summary>
    private static Found? Find(string path)
    {
        if (OperatingSystem.IsLinux()) return Linux.Stat(path);
        if (OperatingSystem.IsWindows()) return Windows.Query(path);
        if (!Path.Exists(path)) return null;
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return new(target, File.Exists(target) && (File.GetAttributes(target) & FileAttributes.Device) == 0);
    }

    private static bool IgnoresCase(string directory) => OperatingSystem.IsLinux() ? Linux.IgnoresCase(directory) : true;

    private readonly record struct Found(string Identity, bool IsRegular);

    private static partial class Linux
    {
        private const int WorkingDirectory = -100; // AT_FDCWD
        private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
        private const uint TypeAndInode = 0x101; // STATX_TYPE | STATX_INO
        private const int FormatMask = 0xF000;
        private const int RegularFile = 0x8000;
        private const int NoEntry = 2;

        /// <summary>File systems that take names for equal whose letters differ in case: FAT, exFAT, NTFS, SMB.</summary>
        private static readonly uint[] s_ignoringCase = [0x4d44, 0x2011bab0, 0x7366746e, 0x5346544e, 0x517b, 0xff534d42, 0xfe534d42];

        public static Found? Stat(string path)
        {
            if (StatX(WorkingDirectory, path, 0, TypeAndInode, out var answer) == 0) return Of(answer);
            return Marshal.GetLastPInvokeError() is NoEntry ? null : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        public static Found? Stat(SafeFileHandle file)
        {
            var isHeld = false;
            try
            {
                file.DangerousAddRef(ref isHeld);
                return StatX((int)file.DangerousGetHandle(), "", EmptyPath, TypeAndInode, out var answer) == 0 ? Of(answer) : null;
            }
            finally
            {
                if (isHeld) file.DangerousRelease();
            }
        }

        public static bool IgnoresCase(string directory) =>
            StatFs(directory, out var answer) == 0 && Array.IndexOf(s_ignoringCase, (uint)answer.Type) >= 0;

        private static Found Of(in StatXAnswer answer) =>
            new($"{answer.DeviceMajor}:{answer.DeviceMinor}:{answer.Inode}", (answer.Mode & FormatMask) == RegularFile);

        [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int StatX(int directory, string path, int flags, uint mask, out StatXAnswer answer);

        [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int StatFs(string path, out StatFsAnswer answer);

        /// <summary>The parts of <c>struct statx</c> that are asked for; its layout is the same on every architecture.</summary>
        [StructLayout(LayoutKind.Explicit, Size = 256)]
        private struct StatXAnswer
        {
            [FieldOffset(28)]
            public ushort Mode;

            [FieldOffset(32)]
            public ulong Inode;

            [FieldOffset(136)]
            public uint DeviceMajor;

            [FieldOffset(140)]
            public uint DeviceMinor;
        }

        /// <summary>The first member of <c>struct statfs</c>, a word of the machine, and room for the others.</summary>
        [StructLayout(LayoutKind.Sequential, Size = 256)]
        private struct StatFsAnswer
        {
            public nint Type;
        }
    }

    private static partial class Windows
    {
        private const uint ShareAll = 7; // read, write, delete
        private const uint OpenExisting = 3;
        private const uint BackupSemantics = 0x02000000; // without it no directory can be opened
        private const int FileIdInfo = 18;
        private const uint Disk = 1; // FILE_TYPE_DISK

        public static Found? Query(string path)
        {
            using var handle = CreateFile(path, 0, ShareAll, 0, OpenExisting, BackupSemantics, 0);
            return handle.IsInvalid ? null : Query(handle) is { } file ? file with { IsRegular = file.IsRegular && !Directory.Exists(path) } : null;
        }

        public static Found? Query(SafeFileHandle handle)
        {
            if (GetFileType(handle) != Disk) return new("", false);
            return GetInformation(handle, FileIdInfo, out var id, (uint)Marshal.SizeOf<FileId>())
                ? new($"{id.Volume:x}:{id.High:x16}{id.Low:x16}", true)
                : null;
        }

        [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
        private static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

        [LibraryImport("kernel32")]
        private static partial uint GetFileType(SafeFileHandle file);

        [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        private static partial bool GetInformation(SafeFileHandle file, int kind, out FileId id, uint size);

        private struct FileId
        {
            public ulong Volume;
            public ulong Low;
            public ulong High;
        }
    }
}
