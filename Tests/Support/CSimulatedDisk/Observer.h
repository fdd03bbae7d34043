#pragma once
#include "CSimulatedDisk.h"
#include <sqlite3.h>
#include <stdbool.h>

// The directory and observer of install, or none.
extern struct disk_observer currentObserver;
void setObserver(const char *path, const struct disk_observer *by);

struct observed {
    const char *path;
    enum disk_file kind;
    // The number of the installation in which the file was opened; nothing is told to a later one's observer.
    int installation;
};

// The number of the current installation if the file is in its directory, otherwise 0.
int installationOf(const char *path);

// SQLITE_OK or the code of a refusal.
int observeBefore(const struct observed *file, enum disk_operation operation, int64_t offset, int64_t amount);
// Returns the result.
int observeAfter(
    const struct observed *file, enum disk_operation operation, int64_t offset, int64_t amount, int result);

// True when the database that the thread used last is observed.
bool isObservedThread(void);
void leaveObservedThread(void);
