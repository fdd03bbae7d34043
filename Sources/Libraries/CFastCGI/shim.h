#pragma once
#include <fcgiapp.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

// Declared by glibc only under _GNU_SOURCE, which a clang module can't be given.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

/// A unix stream socket that no child inherits and on which nothing blocks.
static inline int cfastcgi_unix_socket(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/// Accepts without inheritance: a child that kept the connection would keep the visitor waiting.
static inline int cfastcgi_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}

/// Watches a listening socket that several epoll instances share: one connection wakes one of them.
static inline int cfastcgi_watch_exclusively(int epoll, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int cfastcgi_watch(int epoll, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/// Blocks until something watched is ready. Which one it was is for the caller to find out by trying.
static inline int cfastcgi_wait(int epoll) {
    struct epoll_event event;
    return epoll_wait(epoll, &event, 1, -1);
}
