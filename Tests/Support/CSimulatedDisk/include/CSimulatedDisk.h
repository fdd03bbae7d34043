#pragma once
// A VFS of SQLite (sqlite.org/vfs.html) around that of the system. A simulation sees everything that SQLite does to
// the files of one directory, may refuse or delay it, gives SQLite its time, and can lose what isn't synced. All other
// files are the system's, as if this VFS didn't exist. A sync of an observed file counts for a simulated power loss;
// nothing is synced on the real disk.
//
// A simulated process is a thread with its own connections. At most one simulated process runs at a time: the others
// are blocked in a function of the observer.
#include <stdint.h>

#pragma clang assume_nonnull begin

enum disk_file { DISK_MAIN, DISK_WAL, DISK_SHM, DISK_OTHER };

enum disk_operation {
    DISK_OPEN,
    DISK_READ,
    DISK_WRITE,
    DISK_TRUNCATE,
    DISK_SYNC,
    DISK_DELETE,
    DISK_LOCK,
    DISK_SHM_LOCK_SHARED,
    DISK_SHM_LOCK_EXCLUSIVE,
    // These three always happen, so only `after` sees them.
    DISK_UNLOCK,
    DISK_SHM_UNLOCK_SHARED,
    DISK_SHM_UNLOCK_EXCLUSIVE,
};

// The locks on DISK_SHM that a transaction takes: the first reader's slot is followed by four more.
enum disk_slot { DISK_SLOT_WRITER = 0, DISK_SLOT_CHECKPOINT = 1, DISK_SLOT_RECOVERY = 2, DISK_SLOT_READER = 3 };

struct disk_access {
    // Absolute, without symbolic links. That of the database if `file` is DISK_SHM.
    const char *path;
    enum disk_file file;
    enum disk_operation operation;
    // Bytes; of a lock on DISK_SHM the first slot.
    int64_t offset;
    // Bytes; of DISK_TRUNCATE the new size; of DISK_LOCK and DISK_UNLOCK the level (SQLITE_LOCK_SHARED...);
    // of a lock on DISK_SHM the number of slots.
    int64_t amount;
};

// A function that is NULL leaves everything to the system.
struct disk_observer {
    void *_Nullable context;
    // Called before the operation. SQLITE_OK lets it happen; SQLite gets any other code instead, for example
    // SQLITE_FULL or simulated_disk_error. May block the thread while other simulated processes run.
    int (*_Nullable before)(void *_Nullable context, const struct disk_access *access);
    // Called after an operation that `before` let happen, with SQLite's result code (SQLITE_BUSY for a lock that
    // another connection holds). May block the thread.
    void (*_Nullable after)(void *_Nullable context, const struct disk_access *access, int result);
    // Called where SQLite waits for a lock. May block the thread. SQLite adds up the times that it asked for: it reads
    // no clock to know that the busy timeout has passed.
    void (*_Nullable sleep)(void *_Nullable context, int microseconds);
    // Unix time; SQL's 'now'.
    int64_t (*_Nullable now_milliseconds)(void *_Nullable context);
    // Seeds the generator that all connections share (log salts, SQL's random()), once after each install and forget.
    // Must not block: SQLite holds a lock meanwhile.
    void (*_Nullable randomness)(void *_Nullable context, int count, void *target);
};

// Makes the VFS the default: it gets every database that is opened from now on without the name of a VFS. The directory
// must exist. Replaces the directory and observer of an earlier call: files that are open keep working, unseen.
// Sleep, time and randomness go to the observer on threads that have used an observed file since.
// Returns SQLITE_OK or an error code.
int simulated_disk_install(const char *directory, const struct disk_observer *observer);

// Makes the system's VFS the default again. Files that are open keep working, unseen.
void simulated_disk_uninstall(void);

// The code with which SQLite learns of a broken disk at that operation.
int simulated_disk_error(enum disk_operation operation);

// The power fails: of every 512-byte sector of the database and its write-ahead log that was written since the file's
// last sync, `survives` says if it stays; the others get their content of the last sync. The file ends with the last
// sector that there is then. Sectors that a truncation removed survive or go together, as on a journaling file system;
// their `survives` is called for the first of them. The shared memory is removed. Files are created and deleted
// durably. `survives` is called in the same order in each run: DISK_MAIN first, by sector.
// Returns SQLITE_MISUSE while a connection has one of the files open, and another error code if a file can't be read or
// written.
int simulated_disk_lose_power(
    const char *database_path, int (*survives)(void *_Nullable context, enum disk_file file, int64_t sector),
    void *_Nullable context);

// Copies the database and its write-ahead log, synced or not, as they are now, without the shared memory. The copy
// counts as synced. Returns SQLITE_MISUSE while a connection has the target open, and another error code if a file
// can't be read or written.
int simulated_disk_copy(const char *database_path, const char *target_path);

// From now on everything counts as synced. Called between two runs, and when files were deleted or replaced past
// SQLite. Restarts SQLite's random generator.
void simulated_disk_forget(void);

#pragma clang assume_nonnull end
