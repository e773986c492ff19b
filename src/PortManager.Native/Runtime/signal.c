/*
 * The .NET runtime has SIGPIPE ignored in the whole process when it starts, whatever the program had said about it. That is the
 * program's to say, and the sockets of this library raise none. The linker puts this in place of the one call that does it.
 */
#include <signal.h>

void (*__wrap_signal(int number, void (*handler)(int)))(int);

void (*__wrap_signal(int number, void (*handler)(int)))(int)
{
    return number == SIGPIPE ? SIG_DFL : handler;
}
