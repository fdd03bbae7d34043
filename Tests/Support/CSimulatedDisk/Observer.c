#include "Observer.h"
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

// Guards the directory, which threads read too that open other files.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char directory[PATH_MAX];
struct disk_observer currentObserver;
// The number of calls of install and uninstall.
static atomic_int installation;
// The installation in which the thread used an observed file last: sleep, time and randomness come without a file.
static _Thread_local int threadInstallation;

void setObserver(const char *path, const struct disk_observer *by) {
    pthread_mutex_lock(&lock);
    strcpy(directory, path);
    currentObserver = *by;
    installation++;
    pthread_mutex_unlock(&lock);
    // The next random number is made of a new seed.
    sqlite3_randomness(0, NULL);
}

int installationOf(const char *path) {
    pthread_mutex_lock(&lock);
    size_t length = strlen(directory);
    bool isInside = length > 0 && strncmp(path, directory, length) == 0 && path[length] == '/';
    int result = isInside ? installation : 0;
    pthread_mutex_unlock(&lock);
    return result;
}

void leaveObservedThread(void) { threadInstallation = 0; }

static bool isObserved(const struct observed *file) {
    if (file->installation != installation) return false;
    threadInstallation = file->installation;
    return true;
}

bool isObservedThread(void) { return threadInstallation == installation; }

int observeBefore(const struct observed *file, enum disk_operation operation, int64_t offset, int64_t amount) {
    if (!isObserved(file) || !currentObserver.before) return SQLITE_OK;
    struct disk_access access = {file->path, file->kind, operation, offset, amount};
    return currentObserver.before(currentObserver.context, &access);
}

int observeAfter(
    const struct observed *file, enum disk_operation operation, int64_t offset, int64_t amount, int result) {
    if (!isObserved(file) || !currentObserver.after) return result;
    struct disk_access access = {file->path, file->kind, operation, offset, amount};
    currentObserver.after(currentObserver.context, &access, result);
    return result;
}

int simulated_disk_error(enum disk_operation operation) {
    switch (operation) {
    case DISK_OPEN: return SQLITE_CANTOPEN;
    case DISK_READ: return SQLITE_IOERR_READ;
    case DISK_WRITE: return SQLITE_IOERR_WRITE;
    case DISK_TRUNCATE: return SQLITE_IOERR_TRUNCATE;
    case DISK_SYNC: return SQLITE_IOERR_FSYNC;
    case DISK_DELETE: return SQLITE_IOERR_DELETE;
    case DISK_LOCK: return SQLITE_IOERR_LOCK;
    case DISK_SHM_LOCK_SHARED:
    case DISK_SHM_LOCK_EXCLUSIVE: return SQLITE_IOERR_SHMLOCK;
    default: return SQLITE_IOERR;
    }
}
