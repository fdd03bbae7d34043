#pragma once
#include <libssh2.h>

/// A replacement for recv(2) in libssh2. Returns the bytes read, 0 at the end, or a negated errno value.
typedef ssize_t (*clibssh2_receive)(libssh2_socket_t, void *buffer, size_t length, int flags, void **abstract);

/// libssh2 takes its callbacks as untyped pointers, into which Swift can't turn a function.
static inline void clibssh2_set_receive(LIBSSH2_SESSION *session, clibssh2_receive receive) {
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)receive);
}
