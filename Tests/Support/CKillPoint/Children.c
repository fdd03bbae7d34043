// Hands the library on to the processes that the program starts, which clears their environment.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const handedOn[] = {"LD_PRELOAD", "KILL_POINT_SSH", "KILL_POINT_CLOCK"};
#define HANDED_ON (sizeof handedOn / sizeof *handedOn)

// Writes NAME=VALUE. Returns 1, or 0 when there is no value.
static int set(char **variable, const char *name, const char *value) {
    if (!value) return 0;
    if (asprintf(variable, "%s=%s", name, value) < 0) abort();
    return 1;
}

int posix_spawn(
    pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const argv[], char *const envp[]) {
    static __typeof__(&posix_spawn) real;
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "posix_spawn");
    const char *directory = getenv("KILL_POINTS");
    if (!directory) directory = getenv("KILL_POINTS_OF_CHILDREN");
    if (!directory || getenv("KILL_POINTS_ALONE")) return real(pid, path, actions, attributes, argv, envp);

    size_t count = 0;
    while (envp[count]) count++;
    char **extended = calloc(count + HANDED_ON + 2, sizeof *extended);
    if (!extended) abort();
    size_t added = 0;
    added += set(&extended[added], "KILL_POINTS", directory);
    for (size_t i = 0; i < HANDED_ON; i++) added += set(&extended[added], handedOn[i], getenv(handedOn[i]));
    for (size_t i = 0; i < count; i++) extended[added + i] = envp[i];
    int error = real(pid, path, actions, attributes, argv, extended);
    for (size_t i = 0; i < added; i++) free(extended[i]);
    free(extended);
    return error;
}
