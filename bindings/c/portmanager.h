/*
 * portmanager.h - a client of the NSCLDAQ port manager
 *
 * A server asks the port manager of its host for a listen port. It holds the port, and its service is advertised, as long as the
 * connection to the port manager is open. A client asks the port manager of any host which services run there.
 *
 *     portmanager_t pm;
 *     int port;
 *     if (portmanager_create("localhost", -1, 0, &pm) != PORTMANAGER_OK
 *         || portmanager_connect(pm) != PORTMANAGER_OK
 *         || portmanager_get(pm, "RingMaster", -1, &port) != PORTMANAGER_OK)
 *         ... portmanager_last_error_text says why ...
 *
 * Link with -lportmanager.
 *
 * Texts are UTF-8. A text argument is a pointer and a length in bytes; a negative length says that a zero byte ends it. A text
 * result has its length beside it, and ends with a zero byte that the length does not count.
 *
 * Handles are numbers. A call with 0, a wrong handle or a closed one returns PORTMANAGER_HANDLE. So does a call whose handle
 * another thread closes meanwhile. A required pointer that is NULL gives PORTMANAGER_ARGUMENT. Unless a call returns
 * PORTMANAGER_OK, its results are empty (0, no rows).
 *
 * Threads: any thread may call any function at any time. Calls on one handle take turns, except portmanager_wait, which blocks
 * no other call. portmanager_last_error reports the calling thread's own error.
 *
 * fork: the child has the parent's handles, over the same connections, and can go on using the library. Parent and child have to
 * agree which of them makes requests on a handle. A port is held as long as either process has the handle open; closing it in
 * one takes nothing from the other. As with any library, no other thread may be inside it while a thread forks.
 *
 * exec: programs that are started do not inherit the connections.
 *
 * Signals: the library raises none, not even SIGPIPE, and continues after a signal interrupts it. If your signal handlers set
 * flags, set a blocking timeout (portmanager_set_blocking_timeout): calls then return regularly, and you can check the flags.
 */
#ifndef PORTMANAGER_H
#define PORTMANAGER_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header. docs/stability.md says what stays the same between versions. */
#define PORTMANAGER_VERSION "0.1.0"
#define PORTMANAGER_VERSION_MAJOR 0
#define PORTMANAGER_VERSION_MINOR 1
#define PORTMANAGER_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/* A handle: one connection to one port manager. 0 is none. */
typedef uint64_t portmanager_t;

/* A length, negative for a text that ends with a zero byte. */
typedef ptrdiff_t portmanager_length;

/* What calls return. */
enum portmanager_status {
    PORTMANAGER_OK = 0,
    PORTMANAGER_AGAIN = 1,       /* not done within the handle's blocking timeout: make the same call again */
    PORTMANAGER_REFUSED = 2,     /* the port manager refused; the text is exactly what it said */
    PORTMANAGER_NETWORK = 3,     /* the network reported an error; the number is an errno */
    PORTMANAGER_HOST = 4,        /* the host could not be looked up; the number is an EAI_ code of <netdb.h> */
    PORTMANAGER_TIMEOUT = 5,     /* it timed out */
    PORTMANAGER_CLOSED = 6,      /* the connection is closed, now or since an earlier call: the text says why */
    PORTMANAGER_PROTOCOL = 7,    /* the reply was not understood: the server is no port manager, or a broken one */
    PORTMANAGER_UNSUPPORTED = 8, /* the port manager is too old for this request */
    PORTMANAGER_ARGUMENT = 9,    /* an argument is not valid; nothing was sent, and nothing has changed */
    PORTMANAGER_HANDLE = 10,     /* the handle is not open */
    PORTMANAGER_BUSY = 11,       /* another call on this handle returned PORTMANAGER_AGAIN and has not ended */
    PORTMANAGER_INTERNAL = 12    /* a defect of the library, or out of memory */
};

/* One allocation: a port, and the service and user that it is advertised under. */
typedef struct portmanager_row {
    const char *service;
    const char *user;
    uint32_t service_length;
    uint32_t user_length;
    int32_t port;
    int32_t change; /* a portmanager_change in the rows of portmanager_watch, else 0 */
} portmanager_row;

/* What happened to an allocation. */
enum portmanager_change {
    PORTMANAGER_ADDED = 1,  /* it is advertised: it is new, or was there when the watch began */
    PORTMANAGER_REMOVED = 2 /* it is no longer advertised */
};

/*
 * Rows, in the port manager's order. Free a listing with portmanager_free; that frees its names too. The names lie in one block:
 * for each row its service, a zero byte, its user, a zero byte. A language that copies texts can copy them all at once.
 */
typedef struct portmanager_listing {
    size_t count;
    const portmanager_row *rows;
    const char *names;
    size_t names_length;
} portmanager_listing;

/* Returns the version of the library that the program runs with, as PORTMANAGER_VERSION gives that of the header. It is not to be freed. */
const char *portmanager_library_version(void);

/*
 * Creates a handle for the port manager of a host. Nothing is looked up or sent yet.
 *   host    a DNS name or an address. A port manager gives ports only to programs on its own host (localhost).
 *   port    the port on which the port manager listens. 0 finds it: if the host is this one, from the port file
 *           (/var/tmp/daqportmgr/listen.port), else from the tcp service daqportmgr in /etc/services, else it is 30000.
 *   handle  receives the handle. Every handle has to be closed.
 */
int portmanager_create(const char *host, portmanager_length host_length, int port, portmanager_t *handle);

/*
 * Sets how long connecting to each address, and each request, may take, 1 ms to one day. Call it before connecting.
 * Defaults: 5 s to connect, 10 s for a request.
 */
int portmanager_set_timeout(portmanager_t handle, int milliseconds);

/*
 * Sets the user under whom services are advertised. NULL, the default, is the user who runs the process: the first of LOGNAME,
 * USER, LNAME and USERNAME in the environment that is not empty, else the name in the password file, else the user's number.
 */
int portmanager_set_user(portmanager_t handle, const char *user, portmanager_length user_length);

/*
 * Sets how long a call may block before it returns PORTMANAGER_AGAIN, in milliseconds. 0: a call never blocks. Negative, the
 * default: a call blocks until it is done. After PORTMANAGER_AGAIN make the same call with the same arguments again, at once or
 * when portmanager_waits_for says, until it returns something else. Until then, other calls on the handle return
 * PORTMANAGER_BUSY. To cancel the call, close the handle.
 * The timeouts of portmanager_set_timeout count on over all these calls. The look-up of the host is not bounded: the system's
 * resolver returns when it is done. See portmanager_resolve.
 */
int portmanager_set_blocking_timeout(portmanager_t handle, int milliseconds);

/*
 * Gets what the call that returned PORTMANAGER_AGAIN waits for, as poll(2) takes it: a descriptor (-1 if only time has to pass),
 * events, and milliseconds (-1 if there is no limit). Do nothing with the descriptor but poll it.
 */
int portmanager_waits_for(portmanager_t handle, int *descriptor, short *events, int *milliseconds);

/* Looks up the host, unless that is done. portmanager_connect does it too; call it separately to do it on another thread. */
int portmanager_resolve(portmanager_t handle);

/* Connects, unless that is done. It tries each address of the host. If it fails, it can be called again. */
int portmanager_connect(portmanager_t handle);

/* Gets the port on which the port manager listens: the one given, or the one found when the host was looked up. */
int portmanager_server_port(portmanager_t handle, int *port);

/*
 * Gets a port, and advertises a service under it. The caller has to listen on the port itself.
 *   service  1 to 255 bytes without control characters. A further service of the same name and user is advertised with a
 *            number: name_1, name_2 ...
 * Any error except PORTMANAGER_ARGUMENT and PORTMANAGER_BUSY releases all ports of the handle and closes the connection. A
 * refusal does too.
 */
int portmanager_get(portmanager_t handle, const char *service, portmanager_length service_length, int *port);

/*
 * Gets a port as portmanager_get does, unless the user already advertises a service of that name. Of several programs that ask at
 * the same time, one gets a port. If the port manager refuses (PORTMANAGER_REFUSED) or is too old (PORTMANAGER_UNSUPPORTED),
 * nothing has changed. Other errors close the connection.
 */
int portmanager_get_unique(portmanager_t handle, const char *service, portmanager_length service_length, int *port);

/*
 * Gets a port as portmanager_get does, and a socket that listens on it. If another program listens there first, it releases the
 * port and asks for another one, up to 16 times.
 *   address     the address to listen on, such as 127.0.0.1 or ::1. NULL: all of this host, IPv6 and IPv4.
 *   backlog     how many connections may wait to be accepted, 1 or more. The system may have a lower limit (SOMAXCONN).
 *   descriptor  receives the socket. It blocks, and programs that are started do not inherit it. The caller closes it, which
 *               does not release the port: portmanager_release does.
 * If it cannot listen, the port is released and it returns PORTMANAGER_NETWORK; nothing else has changed. An old port manager
 * that does not know FREE keeps the port until the connection closes. Any other error is one of portmanager_get.
 */
int portmanager_listen(
    portmanager_t handle,
    const char *service, portmanager_length service_length,
    const char *address, portmanager_length address_length,
    int backlog,
    int *port, int *descriptor);

/*
 * Gets a particular port: a fixed one, or the one that the service had before it was restarted. If the port manager refuses
 * (PORTMANAGER_REFUSED) or is too old (PORTMANAGER_UNSUPPORTED), nothing has changed. Other errors close the connection.
 */
int portmanager_claim(portmanager_t handle, int port, const char *service, portmanager_length service_length);

/* Releases one port. The connection and its other ports stay. The errors are those of portmanager_claim. */
int portmanager_release(portmanager_t handle, int port);

/* Lists all allocated ports. An error closes the connection. */
int portmanager_list(portmanager_t handle, portmanager_listing *listing);

/*
 * Lists the ports that match every criterion. A criterion that is NULL does not count. An error closes the connection.
 *   service      the exact name of the service
 *   begins_with  what the name of the service begins with
 *   user         the exact name of the user
 */
int portmanager_find(
    portmanager_t handle,
    const char *service, portmanager_length service_length,
    const char *begins_with, portmanager_length begins_with_length,
    const char *user, portmanager_length user_length,
    portmanager_listing *listing);

/*
 * Lists one port: one row if it is allocated, else none. The row has the name under which the service is advertised, which
 * portmanager_get may have given a number. An error closes the connection.
 */
int portmanager_find_port(portmanager_t handle, int port, portmanager_listing *listing);

/*
 * Waits until a service is advertised. It uses a separate connection, so no error costs a port. The handle need not be
 * connected.
 *   user          the user who runs the service; NULL for any
 *   milliseconds  how long to wait; 0 checks once, negative waits without a limit. It returns PORTMANAGER_TIMEOUT if the service
 *                 is not advertised in this time. A port manager that is restarted meanwhile is waited for.
 *   listing       receives one row
 */
int portmanager_wait(
    portmanager_t handle,
    const char *service, portmanager_length service_length,
    const char *user, portmanager_length user_length,
    int milliseconds,
    portmanager_listing *listing);

/*
 * Waits until something changes in what portmanager_find would list with these criteria. The first call returns what is there, as
 * added, or waits for the first; each further one what has changed since, as added and removed. It uses a separate connection. If
 * that drops after the first listing, it connects again, and the differences are changes. The handle need not be connected. Other
 * calls on the handle wait until this one returns: give a watch a handle of its own. Other criteria begin a new watch.
 *   milliseconds  how long to wait; negative waits without a limit. It returns PORTMANAGER_TIMEOUT if nothing changes in this
 *                 time: the watch goes on with the next call.
 *   changes       receives the rows, in order, each with its change. Free it as a listing.
 */
int portmanager_watch(
    portmanager_t handle,
    const char *service, portmanager_length service_length,
    const char *begins_with, portmanager_length begins_with_length,
    const char *user, portmanager_length user_length,
    int milliseconds,
    portmanager_listing *changes);

/* Frees a listing, and empties it. NULL and an empty listing are allowed. */
void portmanager_free(portmanager_listing *listing);

/*
 * Closes a handle. The connection closes and its ports are released, unless a forked process still has the handle open. Calls
 * that other threads are making on it return PORTMANAGER_HANDLE soon.
 */
int portmanager_close(portmanager_t handle);

/*
 * Returns the status of the calling thread's last call that failed; PORTMANAGER_OK if none has failed yet.
 *   number  receives the errno or EAI_ code, 0 if there is none. It may be NULL.
 */
int portmanager_last_error(int *number);

/*
 * Gets the text of that error: a sentence, or what the port manager said. It copies as much as fits into the buffer, and ends it
 * with a zero byte. It returns the length of the whole text, without the zero byte. The buffer may be NULL if its size is 0.
 */
size_t portmanager_last_error_text(char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
