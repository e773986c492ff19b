/*
 * When the .NET runtime starts, it sets SIGPIPE to be ignored in the whole process, whatever the program had set. The program
 * decides about that signal, and this library's sockets raise none. The linker replaces the runtime's one call by this function.
 */
#include <signal.h>

void (*__wrap_signal(int number, void (*handler)(int)))(int);

void (*__wrap_signal(int number, void (*handler)(int)))(int)
{
    return number == SIGPIPE ? SIG_DFL : handler;
}
