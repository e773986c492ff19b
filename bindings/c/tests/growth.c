/* Ten thousand rounds, without valgrind, which itself allocates memory. */
#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

enum { WARM_UP = 2000, ROUNDS = 10000, KILOBYTES = 1024 };

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static long resident_kilobytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;
    CHECK(fscanf(file, "%*d %ld", &pages) == 1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void rounds(int count)
{
    for (int i = 0; i < count; i++) {
        portmanager_t pm = connected(daemon_port());
        portmanager_listing listing;
        int port;
        CHECK_OK(portmanager_get(pm, "round", -1, &port));
        CHECK_OK(portmanager_list(pm, &listing));
        portmanager_free(&listing);
        CHECK_OK(portmanager_close(pm));
    }
}

static void no_growth(void)
{
    int before;
    long memory;
    rounds(WARM_UP);
    before = descriptors();
    memory = resident_kilobytes();
    rounds(ROUNDS);
    CHECK(descriptors() == before);
    CHECK(resident_kilobytes() - memory < KILOBYTES);
}

static const test growth_tests[] = {
    { "ten thousand rounds of open, get and close take no descriptor and no memory", no_growth },
    { NULL, NULL },
};

int main(void)
{
    run_tests(growth_tests);
    return counts();
}
