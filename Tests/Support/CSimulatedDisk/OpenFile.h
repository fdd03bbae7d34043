#pragma once
#include "Journal.h"
#include "Observer.h"

// An open file in the observed directory. The system's file follows it in memory.
struct file {
    sqlite3_file base;
    struct observed observed;
    // Of DISK_MAIN and DISK_WAL.
    struct journal *journal;
};

// Opens the file; its path and kind are set. SQLite keeps the path until the file is closed.
int openObserved(struct file *file, sqlite3_vfs *system, int flags, int *outFlags);
