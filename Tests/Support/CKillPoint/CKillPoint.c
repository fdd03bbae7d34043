// Preloaded (ld.so(8), LD_PRELOAD) into a program, finds every point at which the program changes something outside
// its process or learns that it has, and can kill or stop it at one of them:
//   - a commit to SQLite: while others may still write, before its first byte goes to the write-ahead log, after the log
//     is on disk, and after others may write again;
//   - an exchange on a TCP connection, with the HTTP API or with an SSH server: before the first bytes of a message,
//     after them, and after the first bytes of the response.
// The points are those of the system calls, so whatever the program does is covered without changes here.
//
//   KILL_POINTS     a directory for this process and those that it starts, which count together:
//                     met    receives a line "PID NAME" at every point, and at every connection
//                     point  "SIGNAL NUMBER NAME": who meets the point of that name with that number, from 1, gets
//                            the signal there
//   KILL_POINTS_OF_CHILDREN  the same for the processes that this one starts, without itself
//   KILL_POINTS_ALONE  when set, the processes that this one starts meet no points
//   KILL_POINT_SSH  the port whose points are named ssh; those of all other ports are named api
//   KILL_POINT_CLOCK  a file with the number of seconds that the wall clock is ahead, or behind it when negative
//   KILL_POINT_SYNCED  a file that receives the number of bytes of the write-ahead log that are on disk
#define _GNU_SOURCE
#include "Points.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_NAME 31

static int openFile(const char *name, int flags) {
    const char *directory = getenv("KILL_POINTS");
    char path[4096];
    if (!directory || snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) return -1;
    return open(path, flags | O_CLOEXEC, 0600);
}

// The number of points of that name among the first bytes of the file.
static int count(int file, off_t length, const char *name) {
    char *text = calloc(1, (size_t)length + 1);
    if (!text || pread(file, text, (size_t)length, 0) != length) abort();
    int number = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        const char *space = strchr(line, ' ');
        if (space && strcmp(space + 1, name) == 0) number++;
    }
    free(text);
    return number;
}

// Writes that the point was met. Returns its number among those of that name, or 0 when nobody asks.
static int record(const char *name) {
    int file = openFile("met", O_RDWR | O_APPEND | O_CREAT);
    if (file < 0) return 0;
    char line[64];
    int length = snprintf(line, sizeof line, "%d %s\n", getpid(), name);
    if (write(file, line, (size_t)length) != length) abort();
    int number = count(file, lseek(file, 0, SEEK_CUR), name);
    close(file);
    return number;
}

void pass(const char *name) {
    int number = record(name);
    int file = number > 0 ? openFile("point", O_RDONLY) : -1;
    if (file < 0) return;
    char text[64] = "", fatal[LONGEST_NAME + 1] = "";
    int sent = 0, at = 0;
    if (read(file, text, sizeof text - 1) < 0) abort();
    close(file);
    if (sscanf(text, "%d %d %31[^\n]", &sent, &at, fatal) == 3 && at == number && strcmp(fatal, name) == 0) {
        // To this thread, which would go on for a while if another one took the signal.
        raise(sent);
    }
}
