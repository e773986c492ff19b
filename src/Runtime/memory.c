/*
 * The program's address space, which may be limited (ulimit -v, LimitAS=).
 */
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* Measured: what a command needs. With less, the runtime ends the program without a word. */
#define NEEDED (96 << 20)

/* The program's exit code for "something else failed". */
#define FAILED 5

__attribute__((constructor)) static void prepare_memory(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < NEEDED) {
        dprintf(STDERR_FILENO, "portmanager: %d MiB of address space are needed, and the limit is %lu MiB; raise it with ulimit -v\n",
            NEEDED >> 20, (unsigned long)limit.rlim_cur >> 20);
        _exit(FAILED);
    }

    /* By default the C library reserves 64 MiB for each thread, so that threads do not wait for each other. Here few call malloc at all. */
    mallopt(M_ARENA_MAX, 1);
}
