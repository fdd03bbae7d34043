// The points of exchanges on TCP connections.
#define _GNU_SOURCE
#include "Points.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define MAX_DESCRIPTORS 1024

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
    if (to) passAt(to, "connection");
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
