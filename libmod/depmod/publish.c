/* SPDX-License-Identifier: 0BSD */
/*
 * Writing several files of one folder so that all of them appear, or none. The names on the way are
 *
 *	.depmod-new-TAG-modules.dep	written, not yet in place
 *	.depmod-old-TAG-modules.dep	a second name of the file that is being replaced
 *
 * and whatever begins with ".depmod-" when a run has the lock was left by one that was killed.
 */
#include "depmod/publish.h"

#include "base/files.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TEMPORARY ".depmod-"

/* How long another run is waited for: 200 times 50 ms. A reader could hold the lock for ever, too. */
enum { LOCK_TRIES = 200, LOCK_PAUSE = 50 * 1000000 };

enum { COMPARE_PIECE = 16 << 10 };

static bool lock_folder(int folder, const char *dir)
{
	for (int try = 0; try < LOCK_TRIES; try++) {
		if (!flock(folder, LOCK_EX | LOCK_NB))
			return true;
		/* no locks on this file system */
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		if (!try)
			log_info("waiting for another depmod in '%s'", dir);
		nanosleep(&(struct timespec){ .tv_nsec = LOCK_PAUSE }, NULL);
	}
	log_warn("another program holds the lock of '%s' for too long; going on without it", dir);
	return false;
}

static void sweep(const char *dir)
{
	struct arena scratch = { 0 };
	struct folder folder;
	struct err err;

	if (!folder_list(&scratch, dir, &folder, &err))
		for (size_t i = 0; i < folder.count; i++)
			if (str_starts(folder.entries[i].name, TEMPORARY))
				unlink(path_join(&scratch, dir, folder.entries[i].name));
	arena_free(&scratch);
}

int publish_begin(struct publication *publication, const char *dir, struct arena *arena, struct err *err)
{
	struct timespec now = { 0 };
	int folder, rc = folder_make(dir, err);

	*publication = (struct publication){ .arena = arena, .dir = dir, .folder = -1 };
	if (rc)
		return rc;
	folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return err_sys(err, "could not open '%s'", dir);
	clock_gettime(CLOCK_MONOTONIC, &now);
	publication->folder = folder;
	publication->tag = (unsigned long)getpid() << 20 ^ (unsigned long)now.tv_nsec;
	publication->is_locked = lock_folder(folder, dir);
	if (publication->is_locked)
		sweep(dir);
	return 0;
}

/* Compares piece by piece; returns false at the first difference or error. */
static bool same_contents(int fd, const char *bytes, size_t size)
{
	char piece[COMPARE_PIECE];
	size_t at = 0;

	for (;;) {
		ssize_t count = read(fd, piece, sizeof piece);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return !count && at == size;
		if ((size_t)count > size - at || memcmp(piece, bytes + at, (size_t)count))
			return false;
		at += (size_t)count;
	}
}

bool file_is_same(const char *path, const void *bytes, size_t size)
{
	struct stat status;
	bool same = false;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (!fstat(fd, &status) && S_ISREG(status.st_mode) && (uint64_t)status.st_size == size)
		same = same_contents(fd, bytes, size);
	close(fd);
	return same;
}

static char *hidden_path(const struct publication *publication, const char *what, const char *name)
{
	return arena_format(publication->arena, "%s/" TEMPORARY "%s-%lx-%s", publication->dir, what,
			    publication->tag, name);
}

static int draft_write(struct draft *draft, const void *bytes, size_t size)
{
	int rc;

	draft->fd = open(draft->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (draft->fd < 0)
		return -errno;
	draft->is_written = true;
	rc = file_write(draft->fd, bytes, size);
	if (!rc && fchmod(draft->fd, 0644))
		rc = -errno;
	return rc;
}

/* Same bytes, but not readable for all (a umask of another program): it is written anew. */
static bool is_in_place(const char *path, const void *bytes, size_t size)
{
	struct stat status;

	return !lstat(path, &status) && S_ISREG(status.st_mode) && (status.st_mode & 07777) == 0644 &&
	       file_is_same(path, bytes, size);
}

size_t publish_add(struct publication *publication, const char *name)
{
	publication->drafts = arena_grow(publication->arena, publication->drafts, publication->count,
					 &publication->capacity, sizeof *publication->drafts);
	publication->drafts[publication->count] = (struct draft){
		.path = path_join(publication->arena, publication->dir, name),
		.temporary = hidden_path(publication, "new", name),
		.backup = hidden_path(publication, "old", name),
		.fd = -1,
	};
	return publication->count++;
}

int publish_write(struct publication *publication, size_t number, const void *bytes, size_t size, struct err *err)
{
	struct draft *draft = &publication->drafts[number];
	int rc;

	if (is_in_place(draft->path, bytes, size))
		return 0;
	rc = draft_write(draft, bytes, size);
	return rc ? err_set(err, -rc, "could not write '%s': %s", draft->path, err_words(rc)) : 0;
}

static int draft_sync(struct draft *draft, struct err *err)
{
	int rc = fsync(draft->fd) ? -errno : 0;

	if (close(draft->fd) && !rc)
		rc = -errno;
	draft->fd = -1;
	return rc ? err_set(err, -rc, "could not write '%s': %s", draft->path, err_words(rc)) : 0;
}

/* A second name for the old file, so that it can come back. */
static int draft_backup(struct draft *draft, struct err *err)
{
	struct stat status;

	(void)err;
	draft->had_old = !lstat(draft->path, &status);
	draft->has_backup = draft->had_old && !link(draft->path, draft->backup);
	if (draft->had_old && !draft->has_backup)
		log_debug("no backup of '%s': %s", draft->path, err_words(errno));
	return 0;
}

static int draft_rename(struct draft *draft, struct err *err)
{
	if (rename(draft->temporary, draft->path))
		return err_sys(err, "could not replace '%s'", draft->path);
	draft->is_written = false;
	draft->is_renamed = true;
	return 0;
}

/* Puts the old file back in its place; returns false if that cannot be done. */
static bool draft_undo(struct draft *draft)
{
	if (!draft->is_renamed)
		return true;
	if (!draft->had_old)
		return !unlink(draft->path);
	if (!draft->has_backup || rename(draft->backup, draft->path))
		return false;
	draft->has_backup = false;
	return true;
}

static void undo_all(struct publication *publication)
{
	for (size_t i = publication->count; i--;)
		if (!draft_undo(&publication->drafts[i]))
			log_error("could not put the old '%s' back; run depmod again", publication->drafts[i].path);
}

/* Some file systems know no sync of a folder. */
static int sync_folder(const struct publication *publication, struct err *err)
{
	if (!fsync(publication->folder) || errno == EINVAL || errno == EROFS)
		return 0;
	return err_sys(err, "could not write '%s'", publication->dir);
}

/* Does one step for every file that was written, until one fails. */
static int each_written(struct publication *publication, int (*step)(struct draft *, struct err *), struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < publication->count && !rc; i++)
		if (publication->drafts[i].is_written)
			rc = step(&publication->drafts[i], err);
	return rc;
}

int publish_commit(struct publication *publication, struct err *err)
{
	int rc = each_written(publication, draft_sync, err);

	if (!rc)
		rc = each_written(publication, draft_backup, err);
	if (!rc)
		rc = each_written(publication, draft_rename, err);
	if (!rc)
		rc = sync_folder(publication, err);
	if (rc)
		undo_all(publication);
	return rc;
}

void publish_end(struct publication *publication)
{
	for (size_t i = 0; i < publication->count; i++) {
		struct draft *draft = &publication->drafts[i];

		if (draft->fd >= 0)
			close(draft->fd);
		if (draft->is_written)
			unlink(draft->temporary);
		if (draft->has_backup)
			unlink(draft->backup);
	}
	publication->count = 0;
	if (publication->folder >= 0)
		close(publication->folder);
	publication->folder = -1;
}
