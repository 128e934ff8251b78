/* SPDX-License-Identifier: 0BSD */
/* Files by path. Plain paths, no directory descriptors: Linux 2.4 has no openat. */
#undef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1	/* for getdents64, by which musl and glibc mean the same */

#include "base/files.h"

#include "base/fmt.h"
#include "base/sort.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than most folders need. */
enum { FOLDER_PIECE = 4 << 10 };

char *path_join(struct arena *arena, const char *a, const char *b)
{
	size_t length = strlen(a), rest;
	char *path;

	if (!length)
		return arena_string(arena, b);
	while (length && a[length - 1] == '/')
		length--;
	while (*b == '/')
		b++;
	rest = strlen(b) + 1;
	path = arena_bytes(arena, length + 1 + rest);
	memcpy(path, a, length);
	path[length] = '/';
	memcpy(path + length + 1, b, rest);
	return path;
}

char *path_absolute(struct arena *arena, const char *path)
{
	char folder[PATH_MAX];

	if (*path == '/' || !getcwd(folder, sizeof folder))
		return arena_string(arena, path);
	return path_join(arena, folder, path);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int file_check(int fd, const char *path, uint64_t *size, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status))
		return err_sys(err, "could not look at '%s'", path);
	*size = (uint64_t)status.st_size;
	if (S_ISREG(status.st_mode))
		return 0;
	return S_ISDIR(status.st_mode) ? err_set(err, EISDIR, "'%s' is a directory", path) :
					 err_set(err, EINVAL, "'%s' is not a regular file", path);
}

int file_open(const char *path, int flags, uint64_t *size, struct err *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | flags), rc;

	if (fd < 0)
		return err_sys(err, "could not open '%s'", path);
	rc = file_check(fd, path, size, err);
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

int file_failure(int rc, const char *failed, const char *path, struct err *err)
{
	errno = -rc;
	return rc ? err_sys(err, "could not %s '%s'", failed, path) : 0;
}

/* Reads to the end, which a file of known size has reached when it gives less than was asked for. */
static int read_all(int fd, struct arena *arena, uint64_t size, size_t limit, struct str *out)
{
	size_t room = (!size ? 4095 : size > limit ? limit : (size_t)size) + 1, length = 0;
	char *bytes = arena_bytes(arena, room + 1);

	for (;;) {
		size_t left = room - length;
		ssize_t count = read(fd, bytes + length, left);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		length += (size_t)count;
		if (length > limit)
			return -EFBIG;
		if (!count || (size && length >= size && (size_t)count < left))
			break;
		if (length == room) {
			char *grown = arena_bytes(arena, room * 2 + 1);

			memcpy(grown, bytes, length);
			bytes = grown;
			room *= 2;
		}
	}
	bytes[length] = '\0';
	*out = (struct str){ bytes, length };
	return 0;
}

int file_read(struct arena *arena, const char *path, size_t limit, struct str *out, struct err *err)
{
	uint64_t size;
	int fd = file_open(path, 0, &size, err), rc;

	if (fd < 0)
		return fd;
	rc = read_all(fd, arena, size, limit, out);
	close(fd);
	return file_failure(rc, "read", path, err);
}

int file_write(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t count = write(fd, at, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (!count)
			return -EIO;
		at += count;
		size -= (size_t)count;
	}
	return 0;
}

int file_replace(const char *path, const void *bytes, size_t size, struct err *err)
{
	char temporary[PATH_MAX];
	int fd, rc;

	if (fmt(temporary, sizeof temporary, "%s.%d.tmp", path, (int)getpid()) >= sizeof temporary)
		return file_failure(-ENAMETOOLONG, "create", path, err);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_sys(err, "could not create '%s'", temporary);
	rc = file_write(fd, bytes, size);
	if (!rc && (fchmod(fd, 0644) || fsync(fd)))
		rc = -errno;
	if (close(fd) && !rc)
		rc = -errno;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (rc)
		unlink(temporary);
	return file_failure(rc, "write", path, err);
}

int folder_make(const char *path, struct err *err)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (length >= sizeof part)
		return file_failure(-ENAMETOOLONG, "create", path, err);
	for (size_t end = 1; end <= length; end++) {
		if (path[end] && path[end] != '/')
			continue;
		memcpy(part, path, end);
		part[end] = '\0';
		if (mkdir(part, 0755) && errno != EEXIST && (!path[end] || errno != EROFS))
			return err_sys(err, "could not create '%s'", part);
	}
	if (file_kind(path) != FILE_FOLDER)
		return err_set(err, ENOTDIR, "'%s' is not a directory", path);
	return 0;
}

static enum file_kind kind_of_type(unsigned char type)
{
	switch (type) {
	case DT_REG:
		return FILE_REGULAR;
	case DT_DIR:
		return FILE_FOLDER;
	case DT_LNK:
		return FILE_LINK;
	case DT_UNKNOWN:
		return FILE_UNKNOWN;
	default:
		return FILE_OTHER;
	}
}

enum file_kind file_kind(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return FILE_UNKNOWN;
	if (S_ISREG(status.st_mode))
		return FILE_REGULAR;
	return S_ISDIR(status.st_mode) ? FILE_FOLDER : FILE_OTHER;
}

static int entry_compare(const void *a, const void *b)
{
	return strcmp(((const struct folder_entry *)a)->name, ((const struct folder_entry *)b)->name);
}

/* The folder's entries; readdir would ask for memory and give it back for each of a thousand folders. */
static int list_entries(int fd, struct arena *arena, struct folder *out)
{
	_Alignas(struct dirent) char piece[FOLDER_PIECE];

	for (;;) {
		ssize_t count = getdents64(fd, (void *)piece, sizeof piece);

		if (count <= 0)
			return count ? -errno : 0;
		for (ssize_t at = 0; at < count;) {
			const struct dirent *entry = (const void *)(piece + at);
			struct folder_entry *found;

			at += entry->d_reclen;
			if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
				continue;
			found = arena_add(arena, out, sizeof *found);
			found->name = arena_string(arena, entry->d_name);
			found->kind = kind_of_type(entry->d_type);
		}
	}
}

int folder_list(struct arena *arena, const char *path, struct folder *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY), rc;

	*out = (struct folder){ 0 };
	if (fd < 0)
		return err_sys(err, "could not open '%s'", path);
	rc = list_entries(fd, arena, out);
	close(fd);
	sort(out->entries, out->count, sizeof *out->entries, entry_compare);
	return file_failure(rc, "read", path, err);
}
