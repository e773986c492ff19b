// A class over portmanager.h, for C++ programs that would rather have exceptions and destructors. Copy it, or take what you need.
#ifndef PORTMANAGER_HPP
#define PORTMANAGER_HPP

#include <portmanager.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace portmanager {

// An error of a call: a status of portmanager.h, the errno or EAI_ code (0 if there is none), and a sentence.
class error : public std::runtime_error {
public:
    error(int status, int number, const std::string& text) : std::runtime_error(text), status_(status), number_(number) {}

    int status() const { return status_; }
    int number() const { return number_; }

private:
    int status_;
    int number_;
};

struct service {
    std::string name;
    std::string user;
    int port;
};

// A connection to a port manager. It holds the ports that it gets until it is destroyed.
class connection {
public:
    explicit connection(const std::string& host = "localhost", int port = 0)
    {
        check(portmanager_create(host.data(), length(host), port, &handle_));
        const int status = portmanager_connect(handle_);
        if (status != PORTMANAGER_OK) {
            const error why = last_error();
            portmanager_close(handle_);
            throw why;
        }
    }

    ~connection() { portmanager_close(handle_); }

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    int get(const std::string& name)
    {
        int port = 0;
        check(portmanager_get(handle_, name.data(), length(name), &port));
        return port;
    }

    std::vector<service> list() const
    {
        portmanager_listing listing;
        check(portmanager_list(handle_, &listing));
        std::vector<service> services;
        services.reserve(listing.count);
        for (size_t i = 0; i < listing.count; i++) {
            const portmanager_row& row = listing.rows[i];
            services.push_back({ { row.service, row.service_length }, { row.user, row.user_length }, row.port });
        }
        portmanager_free(&listing);
        return services;
    }

private:
    static portmanager_length length(const std::string& text) { return static_cast<portmanager_length>(text.size()); }

    static error last_error()
    {
        std::string text(portmanager_last_error_text(nullptr, 0), '\0');
        portmanager_last_error_text(&text[0], text.size() + 1);
        int number = 0;
        const int status = portmanager_last_error(&number);
        return error(status, number, text);
    }

    static void check(int status)
    {
        if (status != PORTMANAGER_OK)
            throw last_error();
    }

    portmanager_t handle_ = 0;
};

}

#endif
