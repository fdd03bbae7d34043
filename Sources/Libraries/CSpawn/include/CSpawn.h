#pragma once
#include <sys/types.h>

/// Starts `path` as a detached process: own session, standard input from /dev/null, standard output and
/// error appended to `log_path`, every other descriptor closed, no signal blocked, all signals default.
///
/// `argv` and `envp` are NULL-terminated. Returns 0 and sets `*pid`, or an errno value.
/// POSIX_SPAWN_SETSID and addclosefrom_np are GNU extensions that Swift's Glibc module hides.
int cspawn_detached(pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *log_path);
