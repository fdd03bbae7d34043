// Preloaded (ld.so(8), LD_PRELOAD) into a program, finds every point at which the program changes something outside
// its process or learns that it has, and can kill it at one of them:
//   - a commit to SQLite: before its first byte goes to the write-ahead log, and after the log is on disk;
//   - an exchange on a TCP connection, with the HTTP API or with an SSH server: before the first bytes of a message,
//     after them, and after the first bytes of the response.
// The points are those of the system calls, so whatever the program does is covered without changes here.
//
//   KILL_POINT      "NAME NUMBER": the process gets SIGKILL at the point of that name with that number, from 1
//   KILL_POINT_COUNTS  a file that receives at the process's end how often it met each point, and how many connections
//                   it opened: lines "NUMBER NAME"
//   KILL_POINT_SYNCED  a file that receives the number of bytes of the write-ahead log that are on disk
//   KILL_POINT_SSH  the port whose points are named ssh; those of all other ports are named api
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DESCRIPTORS 1024

static const char *const names[] = {
    "sql before commit",   "sql after commit",   "ssh connection",     "ssh before request",
    "ssh after request",   "ssh after response", "api connection",     "api before request",
    "api after request",   "api after response",
};

#define NAMES (sizeof names / sizeof *names)

static atomic_int counts[NAMES];

static void count(const char *name) {
    for (size_t i = 0; i < NAMES; i++) {
        if (strcmp(names[i], name) == 0) atomic_fetch_add(&counts[i], 1);
    }
}

__attribute__((destructor)) static void writeCounts(void) {
    const char *path = getenv("KILL_POINT_COUNTS");
    FILE *file = path ? fopen(path, "we") : NULL;
    if (!file) return;
    for (size_t i = 0; i < NAMES; i++) fprintf(file, "%d %s\n", counts[i], names[i]);
    fclose(file);
}

// Kills the process if this is the point named by KILL_POINT.
static void pass(const char *name) {
    static atomic_int met;
    count(name);
    const char *fatal = getenv("KILL_POINT");
    size_t length = strlen(name);
    if (!fatal || strncmp(fatal, name, length) != 0 || fatal[length] != ' ') return;
    if (atomic_fetch_add(&met, 1) + 1 == atoi(fatal + length + 1)) kill(getpid(), SIGKILL);
}

// -- SQLite

static atomic_bool isWriting;

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
    if (atomic_exchange(&isWriting, false)) pass("sql after commit");
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

// -- Sockets

enum direction { none, sent, received };

static _Atomic enum direction lastDirection[MAX_DESCRIPTORS];

// The name of the kind of an address, or NULL for anything but a TCP address.
static const char *kind(const struct sockaddr *address) {
    if (address->sa_family != AF_INET) return NULL;
    const char *ssh = getenv("KILL_POINT_SSH");
    int port = ntohs(((const struct sockaddr_in *)address)->sin_port);
    return ssh && atoi(ssh) == port ? "ssh" : "api";
}

// The name of the peer's kind, or NULL for anything but a TCP connection.
static const char *peer(int socket) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (socket < 0 || socket >= MAX_DESCRIPTORS) return NULL;
    if (getpeername(socket, (struct sockaddr *)&address, &length) != 0) return NULL;
    return kind((const struct sockaddr *)&address);
}

static void passAt(const char *peer, const char *event) {
    char name[32];
    snprintf(name, sizeof name, "%s %s", peer, event);
    pass(name);
}

// A descriptor's number is used again for the next connection.
int connect(int socket, const struct sockaddr *address, socklen_t length) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "connect");
    if (socket >= 0 && socket < MAX_DESCRIPTORS) lastDirection[socket] = none;
    const char *to = kind(address);
    if (to) count(strcmp(to, "ssh") == 0 ? "ssh connection" : "api connection");
    return real(socket, address, length);
}

ssize_t send(int socket, const void *bytes, size_t count, int flags) {
    static ssize_t (*real)(int, const void *, size_t, int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "send");
    const char *to = peer(socket);
    bool isFirst = to && lastDirection[socket] != sent;
    if (isFirst) passAt(to, "before request");
    ssize_t result = real(socket, bytes, count, flags);
    if (isFirst && result > 0) {
        lastDirection[socket] = sent;
        passAt(to, "after request");
    }
    return result;
}

ssize_t recv(int socket, void *bytes, size_t count, int flags) {
    static ssize_t (*real)(int, void *, size_t, int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "recv");
    ssize_t result = real(socket, bytes, count, flags);
    const char *from = result > 0 ? peer(socket) : NULL;
    if (from && lastDirection[socket] != received) {
        lastDirection[socket] = received;
        passAt(from, "after response");
    }
    return result;
}
