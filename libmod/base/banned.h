/* SPDX-License-Identifier: 0BSD */
/*
 * libc calls that this program does not make, turned into compile errors. The Makefile puts this in front of
 * every file; the headers come first because poisoned names may not be declared later.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <fnmatch.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <wchar.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison printf fprintf snprintf vsnprintf vfprintf dprintf puts fputs fopen fdopen fgets getline
#pragma GCC poison scanf sscanf fscanf atoi atol strtol strtoul qsort fnmatch regcomp system popen syslog

#endif
