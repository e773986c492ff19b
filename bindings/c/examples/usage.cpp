// Gets a port for a service, and prints what the port manager lists.
// usage: usage SERVICE [PORT-OF-THE-PORT-MANAGER]
#include "portmanager.hpp"

#include <cstdlib>
#include <iostream>

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::cerr << "usage: usage SERVICE [PORT]\n";
        return EXIT_FAILURE;
    }
    try {
        portmanager::connection ports("localhost", argc > 2 ? std::atoi(argv[2]) : 0);
        std::cout << "got " << ports.get(argv[1]) << '\n';
        for (const portmanager::service& found : ports.list())
            std::cout << found.port << ' ' << found.name << ' ' << found.user << '\n';
    } catch (const portmanager::error& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
