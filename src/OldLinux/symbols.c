/*
 * What the libraries of Debian 11 have under a version later than GLIBC_2.17, bound to what there was in 2.17. The linker replaces
 * each call of these functions (--wrap) by the one here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define FIRST "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define FIRST "GLIBC_2.17"
#else
#error "not known: the first version of this processor's GNU C library"
#endif

/* Later versions differ in one thing only: they do not call a program's own matherr(). */
double first_log(double x);
double first_pow(double x, double y);
__asm__(".symver first_log, log@" FIRST);
__asm__(".symver first_pow, pow@" FIRST);

double __wrap_log(double x);
double __wrap_log(double x)
{
    return first_log(x);
}

double __wrap_pow(double x, double y);
double __wrap_pow(double x, double y)
{
    return first_pow(x, y);
}

/* Linux has them for longer than the library. Where it has not, they fail with ENOSYS as the library's own would. */
int __wrap_memfd_create(const char *name, unsigned int flags);
int __wrap_memfd_create(const char *name, unsigned int flags)
{
    return (int)syscall(SYS_memfd_create, name, flags);
}

/* Linux before 4.11, and sandboxes made before it was known: what the daemon reads of it, where struct statx has it. */
static int old_status(int folder, const char *path, int flags, unsigned char *status)
{
    struct stat old;
    if (syscall(SYS_newfstatat, folder, path, &old, flags) != 0)
        return -1;
    *(uint32_t *)(status + 16) = (uint32_t)old.st_nlink;
    *(uint32_t *)(status + 20) = old.st_uid;
    *(uint16_t *)(status + 28) = (uint16_t)old.st_mode;
    *(uint64_t *)(status + 32) = old.st_ino;
    *(uint64_t *)(status + 40) = (uint64_t)old.st_size;
    *(int64_t *)(status + 96) = old.st_ctim.tv_sec;
    *(uint32_t *)(status + 104) = (uint32_t)old.st_ctim.tv_nsec;
    *(uint64_t *)(status + 136) = old.st_dev;
    return 0;
}

int __wrap_statx(int folder, const char *path, int flags, unsigned int mask, void *status);
int __wrap_statx(int folder, const char *path, int flags, unsigned int mask, void *status)
{
    int result = (int)syscall(SYS_statx, folder, path, flags, mask, status);
    return result == 0 || (errno != ENOSYS && errno != EPERM) ? result : old_status(folder, path, flags, status);
}
