/* SPDX-License-Identifier: 0BSD */
/* Reading the kernel's log from a certain moment on. */
#include "cause/kmsg.h"

#include "base/buf.h"
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A record has at most 8 KB, and a ring buffer of a few MB cannot hold more than so many of one moment. */
enum { RECORD_SIZE = 8192, READ_LIMIT = 4096, LOG_LIMIT = 1 << 20 };

void kmsg_open(struct kmsg *log, struct arena *arena, const char *root)
{
	int fd;

	log->records = (struct name_list){ 0 };
	if (log->is_open)
		return;
	fd = open(path_join(arena, root, "/dev/kmsg"), O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	log->fd = fd;
	log->is_open = true;
}

void kmsg_keep(const struct kmsg *log)
{
	if (log->is_open && log->fd >= 0)
		ioctl(log->fd, FIOCLEX);	/* musl's fcntl is 400 bytes */
}

void kmsg_parse(struct str text, struct arena *arena, struct name_list *out)
{
	struct str line, header;

	while (str_cut(&text, "\n", &line))
		if (line.length && *line.at != ' ' && str_cut(&line, ";", &header) && line.length)
			names_add(out, arena, arena_copy(arena, line.at, line.length));
}

void kmsg_read(struct kmsg *log, struct arena *arena)
{
	struct buf buf = { 0 };

	for (int i = 0; log->is_open && log->fd >= 0 && i < READ_LIMIT && buf.length < LOG_LIMIT; i++) {
		ssize_t count = read(log->fd, buf_reserve(&buf, RECORD_SIZE), RECORD_SIZE);

		if (count > 0)
			buf.length += (size_t)count;
		else if (!count || errno != EPIPE)	/* EPIPE: the next ones are lost already */
			break;
	}
	kmsg_parse((struct str){ buf.at, buf.length }, arena, &log->records);
	buf_free(&buf);
}

bool text_match(const char *text, const char *pattern, struct arena *arena, const char *parts[3])
{
	for (;;) {
		size_t length = strcspn(pattern, "%");
		const char *start = text + length;

		if (strncmp(text, pattern, length))
			return false;
		pattern += length;
		if (!*pattern++)
			return true;
		length = strcspn(pattern, "%");
		for (text = start; length ? strncmp(text, pattern, length) : *text; text++)
			if (!*text)
				return false;
		*parts++ = arena_copy(arena, start, (size_t)(text - start));
	}
}
