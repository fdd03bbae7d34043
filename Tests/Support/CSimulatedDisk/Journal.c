#include "Journal.h"
#include "CSimulatedDisk.h"
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512

struct change {
    sqlite3_int64 sector;
    // At the last sync; zeros after the end that the file had then.
    unsigned char content[SECTOR];
};

struct journal {
    struct journal *next;
    // Empty after the file was deleted.
    char path[PATH_MAX];
    int connections;
    sqlite3_int64 syncedSize;
    struct change *changes;
    size_t count, capacity;
    // By sector: 1 + its place in changes, or 0.
    size_t *places;
    sqlite3_int64 sectors;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct journal *journals;

static void *resized(void *memory, size_t size) {
    void *result = realloc(memory, size);
    if (!result) abort();
    return result;
}

// -- The table of all journals

static struct journal *find(const char *path) {
    struct journal *journal = journals;
    while (journal && strcmp(journal->path, path) != 0) journal = journal->next;
    return journal;
}

static void drop(struct journal *journal) {
    struct journal **link = &journals;
    while (*link != journal) link = &(*link)->next;
    *link = journal->next;
    free(journal->changes);
    free(journal->places);
    free(journal);
}

static void clear(struct journal *journal, sqlite3_int64 size) {
    for (size_t i = 0; i < journal->count; i++) journal->places[journal->changes[i].sector] = 0;
    journal->count = 0;
    journal->syncedSize = size;
}

static sqlite3_int64 sizeOf(sqlite3_file *file) {
    sqlite3_int64 size;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) abort();
    return size;
}

struct journal *openJournal(const char *path, sqlite3_file *file) {
    pthread_mutex_lock(&lock);
    struct journal *journal = find(path);
    if (!journal) {
        journal = resized(NULL, sizeof *journal);
        memset(journal, 0, sizeof *journal);
        snprintf(journal->path, sizeof journal->path, "%s", path);
        journal->syncedSize = sizeOf(file);
        journal->next = journals;
        journals = journal;
    }
    journal->connections++;
    pthread_mutex_unlock(&lock);
    return journal;
}

// Changes that aren't synced stay after the last connection.
void closeJournal(struct journal *journal) {
    pthread_mutex_lock(&lock);
    if (--journal->connections == 0 && (journal->count == 0 || !*journal->path)) drop(journal);
    pthread_mutex_unlock(&lock);
}

void deleteJournal(const char *path) {
    pthread_mutex_lock(&lock);
    struct journal *journal = find(path);
    if (journal) *journal->path = 0;
    if (journal && journal->connections == 0) drop(journal);
    pthread_mutex_unlock(&lock);
}

void simulated_disk_forget(void) {
    pthread_mutex_lock(&lock);
    for (struct journal *journal = journals, *next; journal; journal = next) {
        next = journal->next;
        struct stat status;
        if (journal->connections == 0) drop(journal);
        else clear(journal, stat(journal->path, &status) == 0 ? status.st_size : 0);
    }
    pthread_mutex_unlock(&lock);
    sqlite3_randomness(0, NULL);
}

// -- Changes

static bool isChanged(const struct journal *journal, sqlite3_int64 sector) {
    return sector < journal->sectors && journal->places[sector] != 0;
}

static void add(struct journal *journal, sqlite3_int64 sector, const unsigned char *content) {
    if (journal->count == journal->capacity) {
        journal->capacity = journal->capacity ? 2 * journal->capacity : 64;
        journal->changes = resized(journal->changes, journal->capacity * sizeof *journal->changes);
    }
    if (sector >= journal->sectors) {
        sqlite3_int64 sectors = 2 * sector + 64;
        journal->places = resized(journal->places, (size_t)sectors * sizeof *journal->places);
        memset(journal->places + journal->sectors, 0, (size_t)(sectors - journal->sectors) * sizeof *journal->places);
        journal->sectors = sectors;
    }
    struct change *change = &journal->changes[journal->count++];
    change->sector = sector;
    memcpy(change->content, content, SECTOR);
    journal->places[sector] = journal->count;
}

// Reads sectors as they were at the last sync. None of them has changed since, so the file has nothing in those that
// begin after its synced size.
static void readSynced(
    const struct journal *journal, sqlite3_file *file, sqlite3_int64 sector, int count, unsigned char *content) {
    memset(content, 0, (size_t)count * SECTOR);
    if (sector * SECTOR >= journal->syncedSize) return;
    int code = file->pMethods->xRead(file, content, count * SECTOR, sector * SECTOR);
    // Past the end it gives zeros and this code.
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) abort();
}

void recordChange(struct journal *journal, sqlite3_file *file, sqlite3_int64 offset, sqlite3_int64 amount) {
    enum { block = 32 };
    unsigned char content[block * SECTOR];
    sqlite3_int64 sector = offset / SECTOR, end = (offset + amount + SECTOR - 1) / SECTOR;
    pthread_mutex_lock(&lock);
    while (sector < end) {
        int count = 0;
        while (count < block && sector + count < end && !isChanged(journal, sector + count)) count++;
        if (count > 0) readSynced(journal, file, sector, count, content);
        for (int i = 0; i < count; i++) add(journal, sector + i, content + i * SECTOR);
        sector += count > 0 ? count : 1;
    }
    pthread_mutex_unlock(&lock);
}

void recordSync(struct journal *journal, sqlite3_file *file) {
    pthread_mutex_lock(&lock);
    clear(journal, sizeOf(file));
    pthread_mutex_unlock(&lock);
}

// -- Power loss

static int inOrder(const void *left, const void *right) {
    sqlite3_int64 a = ((const struct change *)left)->sector, b = ((const struct change *)right)->sector;
    return (a > b) - (a < b);
}

static sqlite3_int64 larger(sqlite3_int64 a, sqlite3_int64 b) { return a > b ? a : b; }

static sqlite3_int64 smaller(sqlite3_int64 a, sqlite3_int64 b) { return a < b ? a : b; }

static int undo(struct journal *journal, int file, struct fates fates) {
    struct stat status;
    if (fstat(file, &status) != 0) return SQLITE_IOERR_FSTAT;
    sqlite3_int64 now = status.st_size, synced = journal->syncedSize, size = smaller(now, synced);
    int removedSurvive = -1;
    for (size_t i = 0; i < journal->count; i++) {
        const struct change *change = &journal->changes[i];
        sqlite3_int64 start = change->sector * SECTOR, end = start + SECTOR;
        bool isRemoved = now < synced && end > now;
        int survives = removedSurvive;
        if (!isRemoved || survives < 0) survives = fates.survives(fates.context, fates.file, change->sector) != 0;
        if (isRemoved) removedSurvive = survives;
        // Zeros past both sizes are cut off below unless a later sector survives.
        if (!survives && pwrite(file, change->content, SECTOR, start) != SECTOR) return SQLITE_IOERR_WRITE;
        size = larger(size, smaller(end, survives ? now : synced));
    }
    return ftruncate(file, size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

bool hasConnections(const char *path) {
    pthread_mutex_lock(&lock);
    struct journal *journal = find(path);
    bool result = journal && journal->connections > 0;
    pthread_mutex_unlock(&lock);
    return result;
}

int undoChanges(const char *path, struct fates fates) {
    pthread_mutex_lock(&lock);
    int code = SQLITE_OK;
    struct journal *journal = find(path);
    if (journal) {
        qsort(journal->changes, journal->count, sizeof *journal->changes, inOrder);
        int file = open(path, O_RDWR | O_CLOEXEC);
        code = file >= 0 ? undo(journal, file, fates) : SQLITE_CANTOPEN;
        if (file >= 0) close(file);
        drop(journal);
    }
    pthread_mutex_unlock(&lock);
    return code;
}
