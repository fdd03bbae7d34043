#pragma once
#include "CSimulatedDisk.h"
#include <sqlite3.h>
#include <stdbool.h>

// What a file held at its last sync, where it has changed since. One for each path, shared by all connections.
struct journal;

// The journal of the file that has just been opened. What was in it before is synced.
struct journal *openJournal(const char *path, sqlite3_file *file);
void closeJournal(struct journal *journal);
// Called when the file is deleted.
void deleteJournal(const char *path);

// Called before the bytes are overwritten, or removed by a truncation.
void recordChange(struct journal *journal, sqlite3_file *file, sqlite3_int64 offset, sqlite3_int64 amount);
void recordSync(struct journal *journal, sqlite3_file *file);

bool hasConnections(const char *path);

// Decides which sectors of a file survive a power loss.
struct fates {
    int (*survives)(void *context, enum disk_file file, int64_t sector);
    void *context;
    enum disk_file file;
};

// Undoes the changes that don't survive, and drops the journal. Returns an SQLite code.
int undoChanges(const char *path, struct fates fates);
