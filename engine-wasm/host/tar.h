/* The tar archive's block (POSIX.1-2017 ustar, pax), and JSON results of programs that read and write it. */
#ifndef TAR_H
#define TAR_H

enum { TAR_BLOCK = 512 };

typedef struct {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], pad[12];
} tar_header;

/* The sum of the header's bytes with its checksum field blank. */
unsigned tar_checksum(const tar_header *header);

/* A JSON string with its quotes. */
void print_json_string(int fd, const char *text);

/*
 * How to write a layer's archive again byte by byte (what tar-split is to Docker): gzip of records, each a type byte and a 32-bit length.
 * `r`: so many bytes of the archive follow. `f`: a path of so many bytes follows; its file's content stands here in the archive.
 */
enum { SPLIT_RAW = 'r', SPLIT_FILE = 'f' };

#endif
