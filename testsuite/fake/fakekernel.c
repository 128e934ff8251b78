/* SPDX-License-Identifier: 0BSD */
/*
 * Door two to the fake kernel: runs an unmodified program, static or not, inside of a fixture, and answers its module
 * system calls and uname from the model.
 *
 *	fakekernel ROOT PROGRAM [ARGUMENT...]		PROGRAM and its arguments are paths inside of ROOT
 *
 *	supervisor (this process)                      the program, in ROOT
 *	    |  <- seccomp user notification -------------  finit_module(3, "", 0)
 *	    fork: reads its memory, asks the model
 *	    |  -- result ------------------------------->  -1, EEXIST
 *
 * A filter hands the calls over; children of the program inherit it. Each call gets a process of its own here, since
 * one that sleeps in the model must not hold up the others. Root is not needed: without it, all happens in a user
 * namespace. Needs Linux 5.9.
 *
 * Exit code: the program's, 128 and more if a signal ended it, 126 if it could not be started.
 */
#include "model.h"
#include "model24.h"
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum call { UNAME, INIT_MODULE, FINIT_MODULE, DELETE_MODULE, CREATE_MODULE, QUERY_MODULE, GET_KERNEL_SYMS };

/* System call numbers by architecture: the same number means different things to different ones. */
static const struct {
	uint32_t architecture;
	unsigned number;
	enum call call;
} calls[] = {
	{ AUDIT_ARCH_X86_64, 63, UNAME }, { AUDIT_ARCH_X86_64, 175, INIT_MODULE },
	{ AUDIT_ARCH_X86_64, 313, FINIT_MODULE }, { AUDIT_ARCH_X86_64, 176, DELETE_MODULE },
	{ AUDIT_ARCH_X86_64, 174, CREATE_MODULE }, { AUDIT_ARCH_X86_64, 178, QUERY_MODULE },
	{ AUDIT_ARCH_X86_64, 177, GET_KERNEL_SYMS },
	{ AUDIT_ARCH_I386, 122, UNAME }, { AUDIT_ARCH_I386, 128, INIT_MODULE },
	{ AUDIT_ARCH_I386, 350, FINIT_MODULE }, { AUDIT_ARCH_I386, 129, DELETE_MODULE },
	{ AUDIT_ARCH_I386, 127, CREATE_MODULE }, { AUDIT_ARCH_I386, 167, QUERY_MODULE },
	{ AUDIT_ARCH_I386, 130, GET_KERNEL_SYMS },
	{ AUDIT_ARCH_AARCH64, 160, UNAME }, { AUDIT_ARCH_AARCH64, 105, INIT_MODULE },
	{ AUDIT_ARCH_AARCH64, 273, FINIT_MODULE }, { AUDIT_ARCH_AARCH64, 106, DELETE_MODULE },
};

enum { CALL_COUNT = sizeof calls / sizeof *calls };

/*
 * The last call that Linux 2.4.37 has, one above it that it has, too, and clone, which there starts no threads of the
 * modern kind.
 */
static const struct {
	uint32_t architecture;
	unsigned last, other, clone;
} old_calls[] = {
	{ AUDIT_ARCH_X86_64, 201, 217, 56 },	/* tkill, time; getdents64 */
	{ AUDIT_ARCH_I386, 239, 239, 120 },	/* sendfile64 */
};

enum { OLD_COUNT = sizeof old_calls / sizeof *old_calls };

static void fail(const char *what)
{
	fprintf(stderr, "fakekernel: %s: %s\n", what, strerror(errno));
	_exit(126);
}

/* ---- the program's side ---- */

/* One instruction behind the others. */
static void add(struct sock_fprog *program, struct sock_filter instruction)
{
	program->filter[program->len++] = instruction;
}

static void add_load(struct sock_fprog *program, size_t offset)
{
	add(program, (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

/* Goes on `yes` instructions further if the test holds, `no` if not. */
static void add_jump(struct sock_fprog *program, unsigned test, unsigned value, unsigned yes, unsigned no)
{
	add(program, (struct sock_filter) BPF_JUMP(BPF_JMP | test | BPF_K, value, yes, no));
}

static void add_return(struct sock_fprog *program, unsigned what)
{
	add(program, (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, what));
}

/* What Linux 2.4 does not have fails as it does there. */
static void add_old_calls(struct sock_fprog *program)
{
	enum { CLONE_FLAGS = CLONE_THREAD | CLONE_SETTLS };
	for (size_t i = 0; i < OLD_COUNT; i++) {
		add_load(program, offsetof(struct seccomp_data, arch));
		add_jump(program, BPF_JEQ, old_calls[i].architecture, 0, 8);
		add_load(program, offsetof(struct seccomp_data, nr));
		add_jump(program, BPF_JEQ, old_calls[i].clone, 0, 3);
		add_load(program, offsetof(struct seccomp_data, args));
		add_jump(program, BPF_JSET, CLONE_FLAGS, 3, 0);
		add_return(program, SECCOMP_RET_ALLOW);
		add_jump(program, BPF_JGT, old_calls[i].last, 0, 2);
		add_jump(program, BPF_JEQ, old_calls[i].other, 1, 0);
		add_return(program, SECCOMP_RET_ERRNO | ENOSYS);
	}
}

/* For each row: "if the architecture and the number are these, notify"; then "allow". */
static int install_filter(bool is_old)
{
	struct sock_filter code[CALL_COUNT * 5 + OLD_COUNT * 10 + 1];
	struct sock_fprog program = { 0, code };
	for (size_t i = 0; i < CALL_COUNT; i++) {
		add_load(&program, offsetof(struct seccomp_data, arch));
		add_jump(&program, BPF_JEQ, calls[i].architecture, 0, 3);
		add_load(&program, offsetof(struct seccomp_data, nr));
		add_jump(&program, BPF_JEQ, calls[i].number, 0, 1);
		add_return(&program, SECCOMP_RET_USER_NOTIF);
	}
	if (is_old)
		add_old_calls(&program);
	add_return(&program, SECCOMP_RET_ALLOW);

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail(path);
	close(fd);
}

/* A user namespace in which we are root, if we are not. */
static void become_root(void)
{
	char map[64];
	unsigned user = geteuid(), group = getegid();
	if (user == 0)
		return;
	if (unshare(CLONE_NEWUSER))
		fail("user namespace");
	write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof map, "0 %u 1", group);
	write_file("/proc/self/gid_map", map);
	snprintf(map, sizeof map, "0 %u 1", user);
	write_file("/proc/self/uid_map", map);
}

/* The devices that a fixture has as empty files in dev become the real ones. */
static void enter_fixture(const char *root)
{
	static const char *const devices[] = { "null", "zero", "full" };
	become_root();
	if (unshare(CLONE_NEWNS))
		fail("mount namespace");
	/* in a chroot, / may be no mount point: then what is mounted below the fixture is seen outside, too */
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) && errno != EINVAL)
		fail("mount namespace");
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		char from[32], to[4096];
		snprintf(from, sizeof from, "/dev/%s", devices[i]);
		snprintf(to, sizeof to, "%s/dev/%s", root, devices[i]);
		if (!access(to, F_OK) && mount(from, to, NULL, MS_BIND, NULL))
			fail(to);
	}
	if (chroot(root) || chdir("/"))
		fail(root);
}

static void send_descriptor(int channel, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof fd)] = {0};
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof control };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	if (sendmsg(channel, &message, 0) < 0)
		fail("sendmsg");
}

static int receive_descriptor(int channel)
{
	int fd = -1;
	char byte, control[CMSG_SPACE(sizeof fd)] = {0};
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof control };
	if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) > 0 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
	return fd;
}

_Noreturn static void run_program(const char *root, char **arguments, int channel)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	bool is_old = fake24_is_strict(root);
	enter_fixture(root);
	int listener = install_filter(is_old);
	if (listener < 0)
		fail("seccomp");
	send_descriptor(channel, listener);
	close(listener);
	close(channel);
	execv(arguments[0], arguments);
	fail(arguments[0]);
	_exit(126);
}

/* ---- the supervisor's side ---- */

/* Up to `size` bytes of the program's memory. Returns how many could be read. */
static size_t read_memory(pid_t pid, uint64_t address, void *out, size_t size)
{
	size_t done = 0;
	while (done < size) {
		struct iovec here = { (char *)out + done, size - done };
		struct iovec there = { (void *)(uintptr_t)(address + done), size - done };
		ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);
		if (got <= 0)
			break;
		done += got;
	}
	return done;
}

/* A string of any length, read page by page; NULL if it is not in memory up to its NUL. */
static char *read_string(struct pool *pool, pid_t pid, uint64_t address)
{
	enum { PAGE = 4096 };
	size_t length = 0, capacity = PAGE;
	char *text = pool_alloc(pool, capacity);
	for (;;) {
		size_t part = PAGE - (address + length) % PAGE;
		if (length + part > capacity) {
			char *more = pool_alloc(pool, 2 * capacity);
			memcpy(more, text, length);
			text = more;
			capacity *= 2;
		}
		if (read_memory(pid, address + length, text + length, part) < part)
			return NULL;
		if (memchr(text + length, 0, part))
			return text;
		length += part;
	}
}

/*
 * Whether this is the tests' shell. It is linked with glibc, which refuses to run on Linux 2.4: it is told the truth.
 */
static bool is_shell(pid_t pid)
{
	char link[32], path[256];
	snprintf(link, sizeof link, "/proc/%d/exe", (int)pid);
	ssize_t length = readlink(link, path, sizeof path - 1);
	path[length > 0 ? length : 0] = 0;
	const char *name = strrchr(path, '/');
	return name && !strcmp(name, "/busybox");
}

static int answer_uname(const char *root, const struct seccomp_notif *request)
{
	struct utsname names;
	uname(&names);
	if (!fake24_is(root) || !is_shell(request->pid))
		fake_release(root, names.release, sizeof names.release);
	struct iovec here = { &names, sizeof names };
	struct iovec there = { (void *)(uintptr_t)request->data.args[0], sizeof names };
	return process_vm_writev(request->pid, &here, 1, &there, 1, 0) == sizeof names ? 0 : -EFAULT;
}

static int answer_init(const char *root, struct pool *pool, const struct seccomp_notif *request)
{
	size_t size = request->data.args[1];
	const char *params = read_string(pool, request->pid, request->data.args[2]);
	if (!params || size > (size_t)1 << 30)
		return params ? -ENOMEM : -EFAULT;
	unsigned char *image = pool_alloc(pool, size);
	if (read_memory(request->pid, request->data.args[0], image, size) < size)
		return -EFAULT;
	return fake_init_module(root, image, size, params);
}

/* The program's descriptor becomes ours: the same open file, whatever it is. */
static int answer_finit(const char *root, struct pool *pool, const struct seccomp_notif *request)
{
	const char *params = read_string(pool, request->pid, request->data.args[1]);
	if (!params)
		return -EFAULT;
	int process = syscall(SYS_pidfd_open, request->pid, 0);
	int fd = syscall(SYS_pidfd_getfd, process, (int)request->data.args[0], 0);
	int result = fake_finit_module(root, fd, params, request->data.args[2]);
	if (fd >= 0)
		close(fd);
	close(process);
	return result;
}

static int answer_delete(const char *root, struct pool *pool, const struct seccomp_notif *request)
{
	const char *name = read_string(pool, request->pid, request->data.args[0]);
	return name ? fake_delete_module(root, name, request->data.args[1]) : -EFAULT;
}

static int read_caller(const struct caller24 *caller, uint64_t address, void *out, size_t size)
{
	return read_memory(caller->process, address, out, size) < size ? -EFAULT : 0;
}

static int write_caller(pid_t pid, uint64_t address, const void *bytes, size_t size)
{
	struct iovec here = { (void *)(uintptr_t)bytes, size }, there = { (void *)(uintptr_t)address, size };
	return process_vm_writev(pid, &here, 1, &there, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

static int answer_query(const struct caller24 *caller, struct pool *pool, const struct seccomp_notif *request,
			const char *name)
{
	unsigned char *bytes;
	size_t length;
	uint64_t count;
	const uint64_t *args = (const uint64_t *)request->data.args;
	int result = fake24_query(caller, name, args[1], args[3], pool, &bytes, &length, &count);
	if (!result && length && write_caller(request->pid, args[2], bytes, length))
		return -EFAULT;
	if ((!result || result == -ENOSPC) && write_caller(request->pid, args[4], &count, caller->word))
		return -EFAULT;
	return result;
}

static int answer_syms(const struct caller24 *caller, struct pool *pool, const struct seccomp_notif *request)
{
	unsigned char *bytes;
	size_t length;
	uint64_t table = request->data.args[0];
	int result = fake24_syms(caller, !table, pool, &bytes, &length);
	return length && write_caller(request->pid, table, bytes, length) ? -EFAULT : result;
}

/* The calls of Linux 2.4. What is returned may be an address: it goes to `*value`. */
static int answer_24(const char *root, struct pool *pool, const struct seccomp_notif *request, enum call call,
		     int64_t *value)
{
	struct caller24 caller = { .root = root, .read = read_caller, .process = request->pid,
				   .word = request->data.arch == AUDIT_ARCH_I386 ? 4 : 8 };
	const uint64_t *args = (const uint64_t *)request->data.args;
	const char *name = args[0] && call != GET_KERNEL_SYMS ? read_string(pool, request->pid, args[0]) : NULL;
	int result;
	if (args[0] && !name && call != GET_KERNEL_SYMS)
		return -EFAULT;
	switch (call) {
	case CREATE_MODULE: return fake24_create(&caller, name, args[1], (uint64_t *)value);
	case INIT_MODULE: return fake24_init(&caller, name, args[1]);
	case DELETE_MODULE: return fake24_delete(&caller, name);
	case QUERY_MODULE: return answer_query(&caller, pool, request, name);
	case GET_KERNEL_SYMS:
		result = answer_syms(&caller, pool, request);
		*value = result < 0 ? 0 : result;
		return result < 0 ? result : 0;
	default: return -ENOSYS;
	}
}

static int answer(const char *root, struct pool *pool, const struct seccomp_notif *request, int64_t *value)
{
	for (size_t i = 0; i < CALL_COUNT; i++) {
		if (calls[i].architecture != request->data.arch || calls[i].number != (unsigned)request->data.nr)
			continue;
		if (calls[i].call != UNAME && fake24_is(root))
			return answer_24(root, pool, request, calls[i].call, value);
		switch (calls[i].call) {
		case UNAME: return answer_uname(root, request);
		case INIT_MODULE: return answer_init(root, pool, request);
		case FINIT_MODULE: return answer_finit(root, pool, request);
		case DELETE_MODULE: return answer_delete(root, pool, request);
		case CREATE_MODULE:
		case QUERY_MODULE:
		case GET_KERNEL_SYMS: return -ENOSYS;
		}
	}
	return -ENOSYS;
}

/* Takes one call and answers it from a process of its own. */
static void serve(const char *root, int listener)
{
	struct seccomp_notif request = {0};
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request))
		return;		/* its process is gone already */
	pid_t pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid)
		return;

	struct pool pool = {0};
	struct seccomp_notif_resp response = { .id = request.id };
	int64_t value = 0;
	response.error = answer(root, &pool, &request, &value);
	response.val = response.error ? 0 : value;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
	pool_free(&pool);
	_exit(0);
}

/* Reaps the processes that answered, but not the program. */
static void reap_others(pid_t program)
{
	siginfo_t ended;
	for (;;) {
		ended.si_pid = 0;
		waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT);
		if (ended.si_pid == 0 || ended.si_pid == program)
			return;
		waitpid(ended.si_pid, NULL, 0);
	}
}

/* Serves until the program ended; what it left running gets ENOSYS. Returns its status. */
static int supervise(const char *root, int listener, pid_t program)
{
	struct pollfd ready[2] = { { listener, POLLIN, 0 }, { syscall(SYS_pidfd_open, program, 0), POLLIN, 0 } };
	int status = 0;
	while (!ready[1].revents) {
		reap_others(program);
		poll(ready, 2, -1);
		if (ready[0].revents & POLLIN)
			serve(root, listener);
	}
	waitpid(program, &status, 0);
	return status;
}

int main(int argc, char **argv)
{
	int channel[2];
	if (argc < 3) {
		fputs("usage: fakekernel ROOT PROGRAM [ARGUMENT...]\n", stderr);
		return 126;
	}
	char *root = realpath(argv[1], NULL);
	if (!root || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel))
		fail(argv[1]);
	pid_t program = fork();
	if (program < 0)
		fail("fork");
	if (program == 0)
		run_program(root, argv + 2, channel[1]);

	close(channel[1]);
	int listener = receive_descriptor(channel[0]);
	int status = 0;
	if (listener < 0)
		waitpid(program, &status, 0);
	else
		status = supervise(root, listener, program);
	free(root);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
