// The points of SQLite's commits.
#define _GNU_SOURCE
#include "Points.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_bool isWriting, hasCommitted;

static bool isWriteAheadLog(int file) {
    char link[32], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t count = readlink(link, path, sizeof path);
    return count > 4 && memcmp(path + count - 4, "-wal", 4) == 0;
}

static void beforeWrite(int file) {
    if (isWriteAheadLog(file) && !atomic_exchange(&isWriting, true)) pass("sql before commit");
}

// Records the size that a power loss would leave.
static void recordSynced(int file) {
    const char *path = getenv("KILL_POINT_SYNCED");
    struct stat status;
    if (!path || fstat(file, &status) != 0) return;
    char line[32];
    int count = snprintf(line, sizeof line, "%20lld\n", (long long)status.st_size);
    int record = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (record < 0 || write(record, line, (size_t)count) != count) abort();
    close(record);
}

static void afterSync(int file) {
    if (!isWriteAheadLog(file)) return;
    recordSynced(file);
    if (!atomic_exchange(&isWriting, false)) return;
    atomic_store(&hasCommitted, true);
    pass("sql after commit");
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
    beforeWrite(file);
    return real(file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pwrite");
    beforeWrite(file);
    return real(file, bytes, count, offset);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
    int result = real(file);
    afterSync(file);
    return result;
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    int result = real(file);
    afterSync(file);
    return result;
}

// The lock of the one who writes, a byte of the file beside the log (https://sqlite.org/walformat.html#wal_locks).
#define WRITE_LOCK 120

int fcntl64(int file, int command, ...) {
    static int (*real)(int, int, ...);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fcntl64");
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    const struct flock *lock = command == F_SETLK ? argument : NULL;
    bool isWriters = lock && lock->l_start == WRITE_LOCK;
    bool isEnd = isWriters && lock->l_type == F_UNLCK;
    if (isWriters && lock->l_type == F_WRLCK) pass("sql before transaction");
    int result = real(file, command, argument);
    if (isEnd && atomic_exchange(&hasCommitted, false)) pass("sql after transaction");
    return result;
}
