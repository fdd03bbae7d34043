#include "VFS.h"
#include "OpenFile.h"
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static sqlite3_vfs vfs, *system_;

sqlite3_vfs *systemVFS(void) {
    if (!system_) system_ = sqlite3_vfs_find("unix");
    if (!system_) abort();
    return system_;
}

static enum disk_file kindOf(int flags) {
    if (flags & SQLITE_OPEN_MAIN_DB) return DISK_MAIN;
    return flags & SQLITE_OPEN_WAL ? DISK_WAL : DISK_OTHER;
}

static int openFile(sqlite3_vfs *this, const char *path, sqlite3_file *base, int flags, int *outFlags) {
    (void)this;
    int installation = path && !(flags & SQLITE_OPEN_DELETEONCLOSE) ? installationOf(path) : 0;
    if (installation == 0) {
        if (flags & SQLITE_OPEN_MAIN_DB) leaveObservedThread();
        return system_->xOpen(system_, path, base, flags, outFlags);
    }
    struct file *file = (struct file *)base;
    *file = (struct file){.observed = {path, kindOf(flags), installation}};
    return openObserved(file, system_, flags, outFlags);
}

static int deleteFile(sqlite3_vfs *this, const char *path, int syncsDirectory) {
    (void)this;
    size_t length = strlen(path);
    bool isLog = length > 4 && strcmp(path + length - 4, "-wal") == 0;
    struct observed file = {path, isLog ? DISK_WAL : DISK_OTHER, installationOf(path)};
    if (file.installation == 0) return system_->xDelete(system_, path, syncsDirectory);
    int code = observeBefore(&file, DISK_DELETE, 0, 0);
    if (code != SQLITE_OK) return code;
    code = system_->xDelete(system_, path, 0);
    if (code == SQLITE_OK) deleteJournal(path);
    return observeAfter(&file, DISK_DELETE, 0, 0, code);
}

static int randomness(sqlite3_vfs *this, int count, char *target) {
    (void)this;
    if (!isObservedThread() || !currentObserver.randomness) return system_->xRandomness(system_, count, target);
    currentObserver.randomness(currentObserver.context, count, target);
    return count;
}

static int sleepFor(sqlite3_vfs *this, int microseconds) {
    (void)this;
    if (!isObservedThread() || !currentObserver.sleep) return system_->xSleep(system_, microseconds);
    currentObserver.sleep(currentObserver.context, microseconds);
    return microseconds;
}

// Milliseconds since noon of November 24, 4714 BC.
static int julianMilliseconds(sqlite3_vfs *this, sqlite3_int64 *now) {
    (void)this;
    if (!isObservedThread() || !currentObserver.now_milliseconds) return system_->xCurrentTimeInt64(system_, now);
    *now = currentObserver.now_milliseconds(currentObserver.context) + 210866760000000;
    return SQLITE_OK;
}

static int julianDays(sqlite3_vfs *this, double *now) {
    sqlite3_int64 milliseconds;
    int code = julianMilliseconds(this, &milliseconds);
    *now = (double)milliseconds / 86400000;
    return code;
}

// -- Installing

static void prepare(void) {
    vfs = *systemVFS();
    vfs.zName = "simulated-disk";
    vfs.pNext = NULL;
    vfs.szOsFile += (int)sizeof(struct file);
    vfs.xOpen = openFile;
    vfs.xDelete = deleteFile;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleepFor;
    vfs.xCurrentTime = julianDays;
    vfs.xCurrentTimeInt64 = julianMilliseconds;
}

int simulated_disk_install(const char *path, const struct disk_observer *by) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int code = sqlite3_initialize();
    if (code != SQLITE_OK) return code;
    char resolved[PATH_MAX];
    if (!realpath(path, resolved)) return SQLITE_CANTOPEN;
    pthread_once(&once, prepare);
    setObserver(resolved, by);
    return sqlite3_vfs_register(&vfs, 1);
}

void simulated_disk_uninstall(void) {
    sqlite3_vfs_unregister(&vfs);
    setObserver("", &(struct disk_observer){0});
}
