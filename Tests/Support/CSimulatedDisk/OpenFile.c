#include "OpenFile.h"
#include <stdbool.h>

static sqlite3_file *inner(struct file *file) { return (sqlite3_file *)(file + 1); }

static int closeFile(sqlite3_file *base) {
    struct file *file = (struct file *)base;
    int code = inner(file)->pMethods->xClose(inner(file));
    if (file->journal) closeJournal(file->journal);
    return code;
}

static int readFile(sqlite3_file *base, void *target, int amount, sqlite3_int64 offset) {
    struct file *file = (struct file *)base;
    int code = observeBefore(&file->observed, DISK_READ, offset, amount);
    if (code != SQLITE_OK) return code;
    code = inner(file)->pMethods->xRead(inner(file), target, amount, offset);
    return observeAfter(&file->observed, DISK_READ, offset, amount, code);
}

static int writeFile(sqlite3_file *base, const void *source, int amount, sqlite3_int64 offset) {
    struct file *file = (struct file *)base;
    int code = observeBefore(&file->observed, DISK_WRITE, offset, amount);
    if (code != SQLITE_OK) return code;
    if (file->journal) recordChange(file->journal, inner(file), offset, amount);
    code = inner(file)->pMethods->xWrite(inner(file), source, amount, offset);
    return observeAfter(&file->observed, DISK_WRITE, offset, amount, code);
}

static int truncateFile(sqlite3_file *base, sqlite3_int64 size) {
    struct file *file = (struct file *)base;
    int code = observeBefore(&file->observed, DISK_TRUNCATE, 0, size);
    if (code != SQLITE_OK) return code;
    sqlite3_int64 now;
    code = inner(file)->pMethods->xFileSize(inner(file), &now);
    if (code != SQLITE_OK) return code;
    if (file->journal && size < now) recordChange(file->journal, inner(file), size, now - size);
    code = inner(file)->pMethods->xTruncate(inner(file), size);
    return observeAfter(&file->observed, DISK_TRUNCATE, 0, size, code);
}

static int syncFile(sqlite3_file *base, int flags) {
    (void)flags;
    struct file *file = (struct file *)base;
    int code = observeBefore(&file->observed, DISK_SYNC, 0, 0);
    if (code != SQLITE_OK) return code;
    // The system needs to sync nothing: power is lost in the simulation alone.
    if (file->journal) recordSync(file->journal, inner(file));
    return observeAfter(&file->observed, DISK_SYNC, 0, 0, SQLITE_OK);
}

static int fileSize(sqlite3_file *base, sqlite3_int64 *size) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xFileSize(file, size);
}

static int lockFile(sqlite3_file *base, int level) {
    struct file *file = (struct file *)base;
    int code = observeBefore(&file->observed, DISK_LOCK, 0, level);
    if (code != SQLITE_OK) return code;
    return observeAfter(&file->observed, DISK_LOCK, 0, level, inner(file)->pMethods->xLock(inner(file), level));
}

static int unlockFile(sqlite3_file *base, int level) {
    struct file *file = (struct file *)base;
    return observeAfter(&file->observed, DISK_UNLOCK, 0, level, inner(file)->pMethods->xUnlock(inner(file), level));
}

static int checkReservedLock(sqlite3_file *base, int *result) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xCheckReservedLock(file, result);
}

static int fileControl(sqlite3_file *base, int operation, void *argument) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xFileControl(file, operation, argument);
}

static int sectorSize(sqlite3_file *base) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xSectorSize(file);
}

static int deviceCharacteristics(sqlite3_file *base) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xDeviceCharacteristics(file);
}

// -- Shared memory

static int mapSharedMemory(sqlite3_file *base, int region, int size, int extend, void volatile **memory) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xShmMap(file, region, size, extend, memory);
}

static int lockSharedMemory(sqlite3_file *base, int slot, int count, int flags) {
    // Its events carry the database's path and another kind.
    struct file *file = (struct file *)base;
    struct observed shared = file->observed;
    shared.kind = DISK_SHM;
    bool isExclusive = flags & SQLITE_SHM_EXCLUSIVE, isUnlock = flags & SQLITE_SHM_UNLOCK;
    enum disk_operation operation = isExclusive ? DISK_SHM_LOCK_EXCLUSIVE : DISK_SHM_LOCK_SHARED;
    if (isUnlock) operation = isExclusive ? DISK_SHM_UNLOCK_EXCLUSIVE : DISK_SHM_UNLOCK_SHARED;
    int code = isUnlock ? SQLITE_OK : observeBefore(&shared, operation, slot, count);
    if (code != SQLITE_OK) return code;
    code = inner(file)->pMethods->xShmLock(inner(file), slot, count, flags);
    return observeAfter(&shared, operation, slot, count, code);
}

static void fenceSharedMemory(sqlite3_file *base) {
    sqlite3_file *file = inner((struct file *)base);
    file->pMethods->xShmBarrier(file);
}

static int unmapSharedMemory(sqlite3_file *base, int isDeleted) {
    sqlite3_file *file = inner((struct file *)base);
    return file->pMethods->xShmUnmap(file, isDeleted);
}

// -- Opening

#define FILE_METHODS \
    .xClose = closeFile, \
    .xRead = readFile, \
    .xWrite = writeFile, \
    .xTruncate = truncateFile, \
    .xSync = syncFile, \
    .xFileSize = fileSize, \
    .xLock = lockFile, \
    .xUnlock = unlockFile, \
    .xCheckReservedLock = checkReservedLock, \
    .xFileControl = fileControl, \
    .xSectorSize = sectorSize, \
    .xDeviceCharacteristics = deviceCharacteristics

static const sqlite3_io_methods methods = {.iVersion = 1, FILE_METHODS};

// Version 3 adds memory-mapped files, which SQLite would read and write unseen.
static const sqlite3_io_methods methodsWithSharedMemory = {
    .iVersion = 2,
    FILE_METHODS,
    .xShmMap = mapSharedMemory,
    .xShmLock = lockSharedMemory,
    .xShmBarrier = fenceSharedMemory,
    .xShmUnmap = unmapSharedMemory,
};

int openObserved(struct file *file, sqlite3_vfs *system, int flags, int *outFlags) {
    int code = observeBefore(&file->observed, DISK_OPEN, 0, 0);
    if (code != SQLITE_OK) return code;
    const char *path = file->observed.path;
    code = system->xOpen(system, path, inner(file), flags, outFlags);
    if (code == SQLITE_OK) {
        file->base.pMethods = inner(file)->pMethods->xShmMap ? &methodsWithSharedMemory : &methods;
        if (file->observed.kind != DISK_OTHER) file->journal = openJournal(path, inner(file));
    }
    return observeAfter(&file->observed, DISK_OPEN, 0, 0, code);
}
