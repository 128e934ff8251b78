/* SPDX-License-Identifier: 0BSD */
/* Names of error numbers, for traces and for the fake kernel's settings. */
#ifndef FAKE_ERRNOS_H
#define FAKE_ERRNOS_H

/* "EEXIST" for EEXIST; a number without a name is an error in the test suite and ends it. */
const char *errno_name(int number);

/* EEXIST for "EEXIST" or "17", with or without a minus in front; ends the program for other words. */
int errno_value(const char *name);

#endif
