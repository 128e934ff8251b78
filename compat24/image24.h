/* SPDX-License-Identifier: 0BSD */
/*
 * The tables at the image's end, record by record. One pass over them serves twice: before link->bytes is there it
 * only measures, after that it writes. Only the linker and the architectures look in here.
 */
#ifndef COMPAT24_IMAGE24_H
#define COMPAT24_IMAGE24_H

#include "compat24/arch.h"
#include "compat24/link24.h"

/*
 * From link->tables_offset on: exported symbols, dependencies, the list for debuggers, the strings of all; and struct
 * module at the image's beginning. Measuring, it sets link->strings_offset and link->size.
 * Returns 0, or -ENOEXEC with err set: the file's init_module or cleanup_module is no function.
 */
int image24_tables(struct link24 *link, struct err *err);

/* Puts a record (abi24.h) to link->at, which moves behind it. */
void image24_record(struct link24 *link, const char *shape, const uint64_t *values);

/* Puts a string to link->strings, which moves behind it. Returns its offset. */
uint64_t image24_string(struct link24 *link, const char *string);

/* Start and end of the loaded section of that name, as addresses; false if there is none. */
bool image24_range(const struct link24 *link, const char *name, uint64_t *range);

/*
 * All symbols of a module for debuggers in the kernel (kdb), in the form that modutils defined (kallsyms24.c). Its
 * strings are not right behind it but among all others.
 */
void image24_kallsyms(struct link24 *link);

#endif
