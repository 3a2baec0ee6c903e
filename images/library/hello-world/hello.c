/* The smallest useful container: one static program, no C library, no shell. It prints what had to work for it to print. */

static long system_call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

enum { SYS_EXIT = 1, SYS_WRITE = 4, STDOUT = 1 };

static const char greeting[] =
    "\n"
    "Hello from Docker!\n"
    "This text was printed by a process in a container, so all the parts work.\n"
    "\n"
    "What happened on the way here:\n"
    " 1. The client, the \"docker\" command, asked the daemon, \"dockerd\", for a\n"
    "    container of the image \"hello-world\".\n"
    " 2. The image was not here yet, so the daemon pulled it from the registry.\n"
    " 3. The daemon put a writable layer on top of the image's own, gave a new\n"
    "    process its own view of the machine, and let it run this program.\n"
    " 4. What the program writes goes to the daemon, from there to the client,\n"
    "    and so to your terminal.\n"
    "\n"
    "For a container with a shell to look around in, try:\n"
    " $ docker run -it busybox sh\n"
    "\n";

__attribute__((noreturn)) void _start(void) {
    long left = sizeof greeting - 1;
    for (const char *at = greeting; left > 0;) {
        long written = system_call(SYS_WRITE, STDOUT, (long)at, left);
        if (written < 0) break;
        at += written;
        left -= written;
    }
    for (;;) system_call(SYS_EXIT, left > 0, 0, 0);
}
