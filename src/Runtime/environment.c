/*
 * The .NET runtime takes settings from DOTNET_* variables, which people export for other programs: a limit of the heap ends this one
 * without a word. The linker replaces each call of getenv by the function here. The environment stays as it is: programs that this one
 * starts, and the program that a library is loaded into, have the variables still.
 */
#include <stddef.h>
#include <string.h>

static const char runtimes[] = "DOTNET_";

char *__real_getenv(const char *name);

char *__wrap_getenv(const char *name);
char *__wrap_getenv(const char *name)
{
    return strncmp(name, runtimes, sizeof runtimes - 1) == 0 ? NULL : __real_getenv(name);
}
