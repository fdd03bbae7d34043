// What happens to files that no connection has open, or that are copied past SQLite. A descriptor closed here gives up
// the locks of the whole program on that file (fcntl(2)), which only another program would notice: among its own
// connections SQLite counts locks in memory.
#include "CSimulatedDisk.h"
#include "Journal.h"
#include "VFS.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

struct paths {
    char main[PATH_MAX], wal[PATH_MAX + 4], shm[PATH_MAX + 4];
};

// The paths as SQLite names the files.
static int find(const char *database, struct paths *paths) {
    sqlite3_vfs *vfs = systemVFS();
    int code = vfs->xFullPathname(vfs, database, sizeof paths->main, paths->main);
    if ((code & 0xFF) != SQLITE_OK) return code;
    snprintf(paths->wal, sizeof paths->wal, "%s-wal", paths->main);
    snprintf(paths->shm, sizeof paths->shm, "%s-shm", paths->main);
    return hasConnections(paths->main) || hasConnections(paths->wal) ? SQLITE_MISUSE : SQLITE_OK;
}

static int removeFile(const char *path) {
    return unlink(path) == 0 || errno == ENOENT ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

int simulated_disk_lose_power(
    const char *database_path, int (*survives)(void *, enum disk_file, int64_t), void *context) {
    struct paths paths;
    int code = find(database_path, &paths);
    if (code == SQLITE_OK) code = undoChanges(paths.main, (struct fates){survives, context, DISK_MAIN});
    if (code == SQLITE_OK) code = undoChanges(paths.wal, (struct fates){survives, context, DISK_WAL});
    return code == SQLITE_OK ? removeFile(paths.shm) : code;
}

static int copyBytes(int from, int to) {
    char bytes[65536];
    ssize_t count;
    while ((count = read(from, bytes, sizeof bytes)) > 0) {
        if (write(to, bytes, (size_t)count) != count) return SQLITE_IOERR_WRITE;
    }
    return count == 0 ? SQLITE_OK : SQLITE_IOERR_READ;
}

// Removes the target if there is no such file.
static int copyFile(const char *source, const char *target) {
    deleteJournal(target);
    int from = open(source, O_RDONLY | O_CLOEXEC);
    if (from < 0) return errno == ENOENT ? removeFile(target) : SQLITE_CANTOPEN;
    int to = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int code = to >= 0 ? copyBytes(from, to) : SQLITE_CANTOPEN;
    if (to >= 0 && close(to) != 0) code = SQLITE_IOERR_WRITE;
    close(from);
    return code;
}

int simulated_disk_copy(const char *database_path, const char *target_path) {
    struct paths source, target;
    int code = find(database_path, &source);
    // A source that is open may be copied.
    if (code == SQLITE_OK || code == SQLITE_MISUSE) code = find(target_path, &target);
    if (code == SQLITE_OK && access(source.main, R_OK) != 0) code = SQLITE_CANTOPEN;
    if (code == SQLITE_OK) code = copyFile(source.main, target.main);
    if (code == SQLITE_OK) code = copyFile(source.wal, target.wal);
    return code == SQLITE_OK ? removeFile(target.shm) : code;
}
