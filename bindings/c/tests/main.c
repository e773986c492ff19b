#include "check.h"

int main(void)
{
    note_signals();
    run_tests(handle_tests);
    run_tests(request_tests);
    run_tests(error_tests);
    run_tests(hostile_tests);
    run_tests(process_tests);
    run_tests(blocking_tests);
    run_tests(listening_tests);
    run_tests(watching_tests);
    return counts();
}
